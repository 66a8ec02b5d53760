/** Where one writes: drafts that stay, an Enter that never sends half a Chinese word, files, mentions, answers and edits. */

import type { MessageId } from "@warbler/protocol";
import type { TimelineMessage } from "@warbler/sdk";
import { AtSign, Paperclip, Pencil, Reply, SendHorizontal, Smile, X } from "lucide-react";
import { type ClipboardEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { RoomView } from "../engine/engine-api.ts";
import { engine } from "../platform/engine.ts";
import { settingsStore } from "../platform/settings.ts";
import { attempt } from "../state/attempt.ts";
import { useMyAccount, useName, useRoomName } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { timelineOf } from "../state/timeline-state.ts";
import { answer, edit, editingStore, replyStore } from "../state/ui-state.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { useWords } from "../words/use-words.ts";
import { Completion, type CompletionChoice, type CompletionHandle } from "./completion.tsx";
import css from "./composer.module.css";
import { keepDraft, restoreDraft } from "./draft.ts";
import { EmojiButton } from "./emoji-button.tsx";
import { plainText } from "./markdown.tsx";
import { completionsAt, mentionsIn } from "./mentions.tsx";
import { tellTyping } from "./typing.ts";
import { addUploads, takeUploads, UploadTray, useUploads } from "./uploads.tsx";
import { useMembers } from "./use-members.ts";

const LONGEST = 16_000;
/** From so many people on, a mention of everybody is asked about. */
const MANY = 6;

interface ComposerProps {
  readonly room: RoomView;
  /** In a thread's panel: the message that the thread hangs on. */
  readonly thread?: MessageId;
}

export function Composer({ room, thread }: ComposerProps) {
  const words = useWords();
  const said = words.composer;
  const name = useRoomName(room);
  const me = useMyAccount();
  const place = thread ?? room.id;
  const isThread = thread !== undefined;
  const box = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const completion = useRef<CompletionHandle>(null);
  const [text, setText] = useState("");
  const [choices, setChoices] = useState<readonly CompletionChoice[]>([]);
  const [asksAll, setAsksAll] = useState(false);
  const reply = useStore(replyStore, (replies) => (isThread ? undefined : replies.get(room.id)));
  const editing = useStore(editingStore, (all) => (isThread ? undefined : all.get(room.id)));
  const sendWith = useStore(settingsStore, ({ sendWith: key }) => key);
  const members = useMembers(room.id);
  const uploads = useUploads(place);
  const isUploading = uploads.some(({ state }) => state === "uploading");
  const canSend = !isUploading && text.length <= LONGEST && (text.trim() !== "" || uploads.length > 0);

  useEffect(() => restoreDraft(room.id, isThread, setText), [room.id, isThread]);
  useEffect(() => {
    if (editing === undefined) return;
    setText(editing.text);
    box.current?.focus();
  }, [editing]);
  useEffect(() => {
    if (reply !== undefined) box.current?.focus();
  }, [reply]);

  const write = (next: string) => {
    setText(next);
    if (editing !== undefined) return;
    if (!isThread) keepDraft(room.id, next, reply?.id);
    tellTyping(room.id, next !== "");
  };

  const finish = () => {
    setText("");
    setChoices([]);
    if (!isThread) keepDraft(room.id, "", undefined);
    tellTyping(room.id, false);
    box.current?.focus();
  };

  const send = (isSure = false) => {
    if (!canSend) return;
    if (editing !== undefined) {
      if (text.trim() !== editing.text) attempt(engine.ask("edit", room.id, editing.id, text.trim()));
      edit(room.id, undefined);
      finish();
      return;
    }
    const { mentions, mentionAll } = mentionsIn(text, members);
    if (mentionAll && !isSure && room.memberCount > MANY) {
      setAsksAll(true);
      return;
    }
    const attachments = takeUploads(place);
    const sending = engine.ask("send", room.id, {
      text: text.trim(),
      mentions,
      mentionAll,
      attachments,
      ...(reply !== undefined && { replyTo: reply.id }),
      ...(thread !== undefined && { thread }),
    });
    // What could not even be queued goes back into the box.
    sending.catch(() => setText((next) => (next === "" ? text : next)));
    attempt(sending);
    answer(room.id, undefined);
    finish();
  };

  const insert = (piece: string, from = box.current?.selectionStart ?? text.length) => {
    const end = box.current?.selectionEnd ?? text.length;
    write(text.slice(0, from) + piece + text.slice(end));
    setChoices([]);
    requestAnimationFrame(() => {
      box.current?.focus();
      box.current?.setSelectionRange(from + piece.length, from + piece.length);
    });
  };

  const keyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // While a word is composed, Enter chooses among its candidates.
    if (isComposing(event)) return;
    if (completion.current?.take(event) === true) return;
    if (event.key === "Escape" && (editing !== undefined || reply !== undefined)) {
      event.preventDefault();
      if (editing !== undefined) finish();
      edit(room.id, undefined);
      answer(room.id, undefined);
      return;
    }
    if (event.key === "ArrowUp" && text === "" && !isThread) {
      const last = lastOwn(room, me);
      if (last === undefined) return;
      event.preventDefault();
      edit(room.id, last);
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
      {reply !== undefined && <Above icon="reply" message={reply} onClose={() => answer(room.id, undefined)} />}
      {editing !== undefined && (
        <Above
          icon="edit"
          message={editing}
          onClose={() => {
            edit(room.id, undefined);
            finish();
          }}
        />
      )}
      <UploadTray place={place} />
      <div className={css.box}>
        <textarea
          ref={box}
          className={css.text}
          value={text}
          rows={1}
          dir="auto"
          aria-label={isThread ? said.threadLabel : said.label(name)}
          placeholder={isThread ? said.threadLabel : said.label(name)}
          onChange={(event) => {
            write(event.target.value);
            setChoices(completionsAt(event.target.value, event.target.selectionStart, members));
          }}
          onKeyDown={keyDown}
          onPaste={paste}
          onBlur={() => {
            setChoices([]);
            tellTyping(room.id, false);
          }}
        />
        <div className={css.tools}>
          <IconButton small label={said.attach} onClick={() => picker.current?.click()}>
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
            label={said.mention}
            onClick={() => {
              const next = text === "" || text.endsWith(" ") ? `${text}@` : `${text} @`;
              write(next);
              setChoices(completionsAt(next, next.length, members));
              box.current?.focus();
            }}
          >
            <AtSign size={18} />
          </IconButton>
          <EmojiButton label={said.emoji} onEmoji={(emoji) => insert(emoji)}>
            <Smile size={18} />
          </EmojiButton>
          <span className={css.hint}>
            {text.length > LONGEST - 500 ? said.left(LONGEST - text.length) : said.hint(sendWith)}
          </span>
          <button
            type="button"
            className={css.send}
            disabled={!canSend}
            aria-label={editing === undefined ? said.send : said.save}
            onClick={() => send()}
          >
            <SendHorizontal size={18} aria-hidden />
          </button>
        </div>
      </div>
      {asksAll && (
        <Dialog
          title={said.askAllTitle}
          says={said.askAll(room.memberCount)}
          onClose={() => setAsksAll(false)}
          foot={
            <>
              <Button onClick={() => setAsksAll(false)}>{words.common.cancel}</Button>
              <Button
                kind="primary"
                onClick={() => {
                  setAsksAll(false);
                  send(true);
                }}
              >
                {said.send}
              </Button>
            </>
          }
        />
      )}
    </div>
  );
}

interface AboveProps {
  readonly icon: "reply" | "edit";
  readonly message: TimelineMessage;
  readonly onClose: () => void;
}

function Above({ icon, message, onClose }: AboveProps) {
  const words = useWords();
  const name = useName(message.author.id);
  return (
    <div className={css.above}>
      {icon === "reply" ? <Reply size={16} aria-hidden /> : <Pencil size={16} aria-hidden />}
      <b>{icon === "reply" ? words.composer.replyTo(name) : words.composer.editing}</b>
      <span>{plainText(message.text)}</span>
      <IconButton small label={words.common.cancel} onClick={onClose}>
        <X size={16} />
      </IconButton>
    </div>
  );
}

function lastOwn(room: RoomView, me: string | undefined): TimelineMessage | undefined {
  return timelineOf(room.id)
    .get()
    .messages.findLast(({ author, recalled, erased, text }) => author.id === me && !recalled && !erased && text !== "");
}

/** Key number 229 stands for "part of a composition" where a browser forgets to say so. */
function isComposing({ nativeEvent }: KeyboardEvent): boolean {
  return nativeEvent.isComposing || Reflect.get(nativeEvent, "keyCode") === 229;
}
