/** Where one writes: drafts that stay, an Enter that never sends half a Chinese word, files, mentions, answers and edits. */

import type { AccountId, MessageId } from "@warbler/protocol";
import type { TimelineMessage } from "@warbler/sdk";
import { AtSign, Mic, Paperclip, SendHorizontal, Smile, Type } from "lucide-react";
import { type ClipboardEvent, type KeyboardEvent, Suspense, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { RoomView } from "../engine/engine-api.ts";
import { isTouched } from "../platform/pointer.ts";
import { settingsStore } from "../platform/settings.ts";
import { attempt, inSilence } from "../state/attempt.ts";
import { useMyAccount, useRoomName } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { timelineOf } from "../state/timeline-state.ts";
import { answer, edit, editingStore, replyStore } from "../state/ui-state.ts";
import { IconButton } from "../ui/button.tsx";
import { whenSettled } from "../ui/later.tsx";
import { lazy } from "../ui/lazy.ts";
import { useWords } from "../words/use-words.ts";
import { Completion, type CompletionHandle } from "./completion.tsx";
import css from "./composer.module.css";
import { ComposerAbove } from "./composer-above.tsx";
import { keepDraft, putBack, restoreDraft } from "./draft.ts";
import { EmojiButton } from "./emoji-button.tsx";
import { type Format, formatted } from "./format-text.ts";
import { mentionsIn } from "./mentions.tsx";
import { mayEdit } from "./recall-window.ts";
import { sendEdit, sendMessage } from "./send-message.ts";
import { tellTyping } from "./typing.ts";
import { addUploads, forgetUploads, putUploadsBack, takeUploads, type Upload, useUploads } from "./uploads.ts";
import { useCompletions } from "./use-completions.ts";

const FormatBar = lazy(async () => ({ default: (await import("./format-bar.tsx")).FormatBar }));
const loadTray = async () => ({ default: (await import("./upload-tray.tsx")).UploadTray });
const UploadTray = lazy(loadTray);
const VoiceRecorder = lazy(async () => ({ default: (await import("../voice/voice-recorder.tsx")).VoiceRecorder }));
const NotifyAllDialog = lazy(async () => ({
  default: (await import("../dialogs/notify-all-dialog.tsx")).NotifyAllDialog,
}));

const LONGEST = 16_000;
/** From so many people on, a mention of everybody is asked about. */
const MANY = 6;
const FORMAT_KEYS: Readonly<Record<string, Format | undefined>> = { b: "bold", i: "italic", e: "code" };

interface ComposerProps {
  readonly room: RoomView;
  /** In a thread's panel: the message that the thread hangs on. */
  readonly thread?: MessageId;
}

export function Composer({ room, thread }: ComposerProps) {
  const words = useWords();
  const labels = words.composer;
  const name = useRoomName(room);
  const me = useMyAccount();
  const place = thread ?? room.id;
  const isThread = thread !== undefined;
  const box = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const completion = useRef<CompletionHandle>(null);
  const [draft, setDraft] = useState("");
  /** Of the message that is changed: what was begun waits behind it. */
  const [changed, setChanged] = useState("");
  const { members, choices, look, clear } = useCompletions(room.id);
  const [isFormatting, setFormatting] = useState(false);
  const [isSpeaking, setSpeaking] = useState(false);
  /** Waits for the word that everybody is to be told. */
  const [asked, setAsked] = useState<{ readonly said: string; readonly action: boolean }>();
  const answered = useStore(replyStore, (replies) => replies.get(place));
  const editing = useStore(editingStore, (all) => all.get(place));
  const reply = editing === undefined ? answered : undefined;
  const text = editing === undefined ? draft : changed;
  const sendWith = useStore(settingsStore, ({ sendWith: key }) => key);
  const uploads = useUploads(place);
  // What is sent is sent with all its files.
  const areFilesUp = uploads.every(({ state }) => state === "ready");
  const canSend = areFilesUp && text.length <= LONGEST && (text.trim() !== "" || uploads.length > 0);

  // Files are also chosen while the server is away.
  useEffect(() => whenSettled(() => inSilence(loadTray())), []);
  const keptReply = useRef(answered?.id);
  useEffect(
    () =>
      restoreDraft({ room: room.id, thread }, (restored, replied) => {
        setDraft(restored);
        keptReply.current = replied?.id;
        answer(thread ?? room.id, replied);
      }),
    [room.id, thread],
  );
  useEffect(() => {
    if (answered?.id === keptReply.current) return;
    keptReply.current = answered?.id;
    if (draft !== "") keepDraft({ room: room.id, thread }, draft, answered?.id);
  }, [room.id, thread, answered, draft]);
  useEffect(() => {
    if (!isTouched() && !isSpeaking) box.current?.focus();
  }, [isSpeaking]);
  useEffect(() => {
    if (editing === undefined) return;
    setChanged(editing.text);
    box.current?.focus();
  }, [editing]);
  useEffect(() => {
    if (reply !== undefined) box.current?.focus();
  }, [reply]);

  const write = (next: string) => {
    if (editing !== undefined) return setChanged(next);
    setDraft(next);
    keepDraft({ room: room.id, thread }, next, reply?.id);
    tellTyping(room.id, next !== "");
  };

  const finish = () => {
    setDraft("");
    clear();
    keepDraft({ room: room.id, thread }, "", undefined);
    tellTyping(room.id, false);
    box.current?.focus();
  };

  const endEditing = () => {
    edit(place, undefined);
    clear();
    box.current?.focus();
  };

  /** Sends, or does what a command says. */
  const send = () => {
    if (!canSend) return;
    if (editing !== undefined || !/^\/[a-z]/.test(text)) return sendText(text);
    const run = async () => {
      const { commandIn } = await import("./slash-commands.ts");
      const outcome = await commandIn(text.trim(), room);
      if (outcome === undefined) return sendText(text);
      if (outcome.send !== undefined) sendText(outcome.send.text, outcome.send);
      else finish();
    };
    attempt(run());
  };

  const sendText = (said: string, { action = false, isSure = false } = {}) => {
    if (editing !== undefined) {
      if (said.trim() === editing.text) return endEditing();
      const take = () => {
        endEditing();
        return said.trim();
      };
      return attempt(sendEdit(room.id, editing.id, take));
    }
    const { mentions, mentionAll } = mentionsIn(said, members);
    if (mentionAll && !isSure && room.memberCount > MANY) return setAsked({ said, action });
    let files: readonly Upload[] = [];
    const take = () => {
      files = takeUploads(place);
      answer(place, undefined);
      finish();
      return {
        text: said.trim(),
        mentions,
        mentionAll,
        attachments: files.flatMap(({ attachment }) => attachment ?? []),
        ...(action && { action }),
        ...(reply !== undefined && { replyTo: reply.id }),
        ...(thread !== undefined && { thread }),
      };
    };
    const returnAll = () => {
      putUploadsBack(place, files);
      const replyTo = reply === undefined ? {} : { replyTo: reply.id };
      if (text.trim() !== "") attempt(putBack({ room: room.id, thread }, { text, ...replyTo }));
    };
    const sending = sendMessage(room.id, { take, putBack: returnAll }).then((isSent) => {
      if (isSent) forgetUploads(files);
    });
    // So does what could not even be queued.
    sending.catch(returnAll);
    attempt(sending);
  };

  /** At once: what is typed next comes behind it. */
  const writeAndSelect = (change: () => void, selection: readonly [start: number, end: number]) => {
    flushSync(change);
    box.current?.focus();
    box.current?.setSelectionRange(...selection);
  };

  const insert = (piece: string, from = box.current?.selectionStart ?? text.length) => {
    const end = box.current?.selectionEnd ?? text.length;
    writeAndSelect(() => {
      write(text.slice(0, from) + piece + text.slice(end));
      clear();
    }, [from + piece.length, from + piece.length]);
  };

  const format = (how: Format) => {
    const area = box.current;
    if (area === null) return;
    const marked = formatted({ text, start: area.selectionStart, end: area.selectionEnd }, how);
    writeAndSelect(() => write(marked.text), [marked.start, marked.end]);
  };

  const keyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // While a word is composed, Enter chooses among its candidates.
    if (isComposing(event)) return;
    if (completion.current?.take(event) === true) return;
    if (event.key === "Escape" && (editing !== undefined || reply !== undefined)) {
      event.preventDefault();
      if (editing === undefined) answer(place, undefined);
      else endEditing();
      return;
    }
    if (event.key === "ArrowUp" && text === "") {
      const last = lastOwn(room, thread, me);
      if (last === undefined) return;
      event.preventDefault();
      edit(place, last);
      return;
    }
    const marks = (event.ctrlKey || event.metaKey) && !event.altKey ? FORMAT_KEYS[event.key] : undefined;
    if (marks !== undefined) {
      event.preventDefault();
      format(marks);
      return;
    }
    const isPlain = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
    const sends = sendWith === "enter" ? isPlain : event.ctrlKey || event.metaKey;
    if (event.key !== "Enter" || !sends) return;
    event.preventDefault();
    send();
  };

  const paste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    addUploads(place, room.id, files);
  };

  return (
    <div className={css.composer}>
      {choices.length > 0 && (
        <Completion ref={completion} choices={choices} onChoose={({ insert: piece, from }) => insert(piece, from)} />
      )}
      {reply !== undefined && <ComposerAbove icon="reply" message={reply} onClose={() => answer(place, undefined)} />}
      {editing !== undefined && <ComposerAbove icon="edit" message={editing} onClose={endEditing} />}
      {uploads.length > 0 && (
        <Suspense>
          <UploadTray place={place} uploads={uploads} />
        </Suspense>
      )}
      {isSpeaking && (
        <Suspense>
          <VoiceRecorder
            {...{ room: room.id, place }}
            {...(reply !== undefined && { replyTo: reply.id })}
            {...(thread !== undefined && { thread })}
            onSent={() => {
              answer(place, undefined);
              setSpeaking(false);
            }}
            onClose={() => setSpeaking(false)}
          />
        </Suspense>
      )}
      <div className={css.box} hidden={isSpeaking}>
        {isFormatting && (
          <Suspense>
            <FormatBar onFormat={format} />
          </Suspense>
        )}
        <textarea
          ref={box}
          className={css.text}
          value={text}
          rows={1}
          dir="auto"
          aria-label={isThread ? labels.threadLabel : labels.label(name)}
          placeholder={isThread ? labels.threadLabel : labels.label(name)}
          onChange={(event) => {
            write(event.target.value);
            look(event.target.value, event.target.selectionStart);
          }}
          onKeyDown={keyDown}
          onPaste={paste}
          onBlur={() => {
            clear();
            tellTyping(room.id, false);
          }}
        />
        <div className={css.tools}>
          <IconButton small label={labels.attach} onClick={() => picker.current?.click()}>
            <Paperclip size={18} />
          </IconButton>
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            onChange={(event) => {
              addUploads(place, room.id, [...(event.target.files ?? [])]);
              event.target.value = "";
            }}
          />
          <IconButton
            small
            label={labels.mention}
            onClick={() => {
              const next = text === "" || text.endsWith(" ") ? `${text}@` : `${text} @`;
              write(next);
              look(next, next.length);
              box.current?.focus();
            }}
          >
            <AtSign size={18} />
          </IconButton>
          <EmojiButton label={labels.emoji} onEmoji={(emoji) => insert(emoji)}>
            <Smile size={18} />
          </EmojiButton>
          <IconButton
            small
            label={words.format.title}
            pressed={isFormatting}
            onClick={() => setFormatting(!isFormatting)}
          >
            <Type size={18} />
          </IconButton>
          {editing === undefined && (
            <IconButton small label={labels.speak} onClick={() => setSpeaking(true)}>
              <Mic size={18} />
            </IconButton>
          )}
          <span className={css.hint}>
            {text.length > LONGEST - 500 ? labels.left(LONGEST - text.length) : labels.hint(sendWith)}
          </span>
          <button
            type="button"
            className={css.send}
            disabled={!canSend}
            aria-label={editing === undefined ? labels.send : labels.save}
            onClick={() => send()}
          >
            <SendHorizontal size={18} aria-hidden />
          </button>
        </div>
      </div>
      {asked !== undefined && (
        <Suspense>
          <NotifyAllDialog
            memberCount={room.memberCount}
            onClose={() => setAsked(undefined)}
            onSend={() => {
              setAsked(undefined);
              sendText(asked.said, { action: asked.action, isSure: true });
            }}
          />
        </Suspense>
      )}
    </div>
  );
}

function lastOwn(
  room: RoomView,
  thread: MessageId | undefined,
  me: AccountId | undefined,
): TimelineMessage | undefined {
  return timelineOf(room.id)
    .get()
    .messages.findLast((one) => one.thread === thread && mayEdit(me, one) && one.text !== "");
}

/** Key number 229 stands for "part of a composition" where a browser forgets to say so. */
function isComposing({ nativeEvent }: KeyboardEvent): boolean {
  return nativeEvent.isComposing || Reflect.get(nativeEvent, "keyCode") === 229;
}
