/** One message: who, when, what, and everything that happened to it. */

import type { TimelineMessage } from "@warbler/sdk";
import { Bookmark, Check, CheckCheck, Clock, CornerUpLeft, Pin, ShieldX } from "lucide-react";
import { type FocusEvent, memo, type PointerEvent, Suspense, useState } from "react";
import type { PendingView } from "../engine/engine-api.ts";
import { useIsSaved } from "../state/marks.ts";
import { cleanName, useMyAccount, useName } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { litStore, openDialog, select, selectionStore } from "../state/ui-state.ts";
import { isWrittenBy, useWriterName, writerOf } from "../state/writers.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { join } from "../ui/join.ts";
import { lazy } from "../ui/lazy.ts";
import { clockTime, dateTime, fullTime } from "../ui/times.ts";
import { useLang, useWords } from "../words/use-words.ts";
import { Attachments } from "./attachments.tsx";
import { Markdown, plainText } from "./markdown.tsx";
import { useMentionNames } from "./mention-names.ts";
import { messageKey } from "./message-keys.ts";
import css from "./message-row.module.css";
import { goToMessage } from "./navigate.ts";
import { ImportedReactions, Reactions } from "./reactions.tsx";
import { ReadLine } from "./read-line.tsx";
import { ThreadLine } from "./thread-line.tsx";
import { useSource } from "./use-source.ts";

const MessageActions = lazy(async () => ({ default: (await import("./message-actions.tsx")).MessageActions }));
const FailedMessage = lazy(async () => ({ default: (await import("./failed-message.tsx")).FailedMessage }));

interface MessageRowProps {
  readonly message: TimelineMessage;
  /** The first of those that stand together under one name. */
  readonly isFirst: boolean;
  /** Of the message below it under the same name. */
  readonly nextSeq?: number | undefined;
  /** In a thread's panel, its own thread is not offered again. */
  readonly inThread?: boolean;
}

export const MessageRow = memo(function MessageRow({ message, isFirst, nextSeq, inThread = false }: MessageRowProps) {
  const me = useMyAccount();
  const words = useWords();
  const lang = useLang();
  const account = useName(message.author.id);
  const name = message.importedAs === undefined ? account : cleanName(message.importedAs.author);
  const isLit = useStore(litStore, (lit) => lit === message.seq);
  const isSaved = useIsSaved(message.room, message.seq);
  /** Defined while messages of this room are chosen. */
  const isChosen = useStore(selectionStore, (selection) =>
    selection?.room === message.room && !inThread ? selection.chosen.has(message.id) : undefined,
  );
  const mentionsMe =
    me !== undefined && message.author.id !== me && (message.mentionAll || message.mentions.includes(me));
  const isGone = message.recalled || message.erased || message.unreadable;
  const time = clockTime(message.atMs, lang);
  // A list has hundreds of rows, and one pointer.
  const [isAtHand, setAtHand] = useState(false);
  const left = ({ currentTarget }: PointerEvent) => {
    const isBusy = currentTarget.querySelector("[data-popup-open]") !== null;
    if (!isBusy && !currentTarget.contains(document.activeElement)) setAtHand(false);
  };
  const blurred = ({ currentTarget, relatedTarget }: FocusEvent) => {
    const isBusy = currentTarget.querySelector("[data-popup-open]") !== null;
    if (!isBusy && !(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setAtHand(false);
  };
  return (
    <article
      onPointerEnter={() => setAtHand(true)}
      onPointerLeave={left}
      onFocus={() => setAtHand(true)}
      onBlur={blurred}
      onKeyDown={(event) => isGone || messageKey(event, message, { me, inThread })}
      className={join(
        css.row,
        isFirst && css.first,
        isLit && css.lit,
        isChosen === true && css.chosen,
        mentionsMe && css.mentioned,
      )}
      data-seq={message.seq}
      tabIndex={-1}
      aria-label={words.message.by(name, time)}
    >
      <div className={css.side}>
        {isChosen !== undefined && !isGone ? (
          <input
            type="checkbox"
            className={css.choose}
            checked={isChosen}
            aria-label={words.message.choose}
            onChange={() => select(message)}
          />
        ) : isFirst ? (
          <Avatar id={writerOf(message)} name={name} />
        ) : (
          <time className={css.sideTime} dateTime={new Date(message.atMs).toISOString()}>
            {time}
          </time>
        )}
      </div>
      <div className={css.main}>
        {isFirst && (
          <header className={css.head}>
            <strong className={css.name}>{name}</strong>
            {message.author.isBot === true && <span className={css.badge}>{words.roles.org.bot}</span>}
            {message.imported && (
              <span className={css.badge}>
                {message.importedAs === undefined ? words.message.imported : words.message.importedBy(account)}
              </span>
            )}
            <time title={fullTime(message.atMs, lang)} dateTime={new Date(message.atMs).toISOString()}>
              {time}
            </time>
            {message.pinned && (
              <span className={css.pinned}>
                <Pin size={12} aria-hidden /> {words.message.pinned}
              </span>
            )}
            {isSaved && (
              <span className={css.pinned}>
                <Bookmark size={12} aria-hidden /> {words.message.saved}
              </span>
            )}
          </header>
        )}
        {message.replyTo !== undefined && !isGone && <Quote message={message} />}
        {isGone ? <Gone message={message} /> : <Said message={message} />}
        {!isGone && <Attachments room={message.room} attachments={message.attachments} />}
        {!isGone && <ImportedReactions message={message} />}
        {!isGone && message.reactions.size > 0 && <Reactions message={message} />}
        {!inThread && <ThreadLine message={message} />}
        {!inThread && !isGone && isWrittenBy(me, message) && <ReadLine message={message} nextSeq={nextSeq} />}
      </div>
      <div className={css.end}>{isWrittenBy(me, message) && !isGone && <Sent state={message.state} />}</div>
      {!isGone && isAtHand && isChosen === undefined && (
        <Suspense>
          <MessageActions message={message} inThread={inThread} />
        </Suspense>
      )}
    </article>
  );
});

function Said({ message }: { readonly message: TimelineMessage }) {
  const words = useWords();
  if (message.text === "" && !message.edited) return null;
  const namesSomebody = message.mentionAll || message.mentions.length > 0;
  return (
    <div className={join(css.text, message.action && css.action, isOnlyEmoji(message.text) && css.large)} dir="auto">
      {namesSomebody ? <Naming message={message} /> : <Markdown text={message.text} />}
      {message.edited && message.edits.length === 0 && <span className={css.edited}>{words.message.edited}</span>}
      {message.edits.length > 0 && (
        <button type="button" className={css.edited} onClick={() => openDialog({ kind: "edits", message })}>
          {words.message.edited}
        </button>
      )}
    </div>
  );
}

function Naming({ message }: { readonly message: TimelineMessage }) {
  return <Markdown text={message.text} mentions={useMentionNames(message)} />;
}

function Gone({ message }: { readonly message: TimelineMessage }) {
  const words = useWords();
  const me = useMyAccount();
  const by = useName(message.recalledBy ?? message.author.id);
  if (message.unreadable && !message.recalled && !message.erased) return <Unreadable message={message} />;
  const isMine = (message.recalledBy ?? message.author.id) === me;
  const said = message.recalled
    ? isMine
      ? words.message.recalledByMe
      : words.message.recalledBy(by)
    : words.message.erased;
  return <p className={css.gone}>{said}</p>;
}

/** Says why it cannot be read here, and what happens next. */
function Unreadable({ message }: { readonly message: TimelineMessage }) {
  const words = useWords();
  const lang = useLang();
  const { undecryptable } = message;
  return (
    <div className={css.unreadable}>
      <ShieldX size={18} aria-hidden />
      <p>
        {undecryptable === undefined ? words.message.unreadable : words.message.undecryptable[undecryptable.reason]}
        {undecryptable?.reason === "key-missing" && (
          <small>{words.message.since(dateTime(undecryptable.sinceMs, lang))}</small>
        )}
      </p>
      {undecryptable?.reason === "needs-recovery" && (
        <Button small onClick={() => openDialog({ kind: "recover" })}>
          {words.message.useRecovery}
        </Button>
      )}
    </div>
  );
}

function Quote({ message }: { readonly message: TimelineMessage }) {
  const words = useWords();
  const target = useSource(message);
  const name = useWriterName(target);
  if (target === undefined)
    return (
      <p className={css.quote}>
        <CornerUpLeft size={14} aria-hidden /> {words.message.earlier}
      </p>
    );
  return (
    <button type="button" className={css.quote} onClick={() => goToMessage(target.room, target.seq)}>
      <CornerUpLeft size={14} aria-hidden />
      <b>{name}</b>
      <span>{target.recalled ? words.message.recalledShort : plainText(target.text)}</span>
    </button>
  );
}

function Sent({ state }: { readonly state: TimelineMessage["state"] }) {
  const words = useWords();
  const label = state === "read" ? words.message.read : words.message.sent;
  return (
    <span className={join(css.state, state === "read" && css.read)} title={label} role="img" aria-label={label}>
      {state === "read" ? <CheckCheck size={15} /> : <Check size={15} />}
    </span>
  );
}

interface PendingRowProps {
  readonly pending: PendingView;
  readonly isFirst: boolean;
}

/** A message that the record does not have yet: shown at once, with how it fares. */
export function PendingRow({ pending, isFirst }: PendingRowProps) {
  const words = useWords();
  const lang = useLang();
  const me = useMyAccount();
  const name = useName(me);
  const isFailed = pending.state === "failed";
  const state = isFailed
    ? (pending.failure?.[lang] ?? words.message.failed)
    : pending.state === "sent" || pending.state === "read"
      ? words.message.sent
      : words.message.waiting;
  return (
    <article className={join(css.row, isFirst && css.first, isFailed && css.failed)} tabIndex={-1} aria-label={state}>
      <div className={css.side}>{isFirst && me !== undefined && <Avatar id={me} name={name} />}</div>
      <div className={css.main}>
        {isFirst && (
          <header className={css.head}>
            <strong className={css.name}>{name}</strong>
            <time>{clockTime(pending.queuedAtMs, lang)}</time>
          </header>
        )}
        {pending.text !== "" && (
          <div className={css.text} dir="auto">
            <Markdown text={pending.text} />
          </div>
        )}
        <Attachments room={pending.room} attachments={pending.attachments} />
        {isFailed && (
          <Suspense>
            <FailedMessage pending={pending} says={state} />
          </Suspense>
        )}
      </div>
      <div className={css.end}>
        {!isFailed && (
          <span className={css.state} title={state} role="img" aria-label={state}>
            {pending.state === "sent" || pending.state === "read" ? <Check size={15} /> : <Clock size={14} />}
          </span>
        )}
      </div>
    </article>
  );
}

function isOnlyEmoji(text: string): boolean {
  // What is within ASCII holds none, and the table of all emoji is slow to ask.
  return text.length <= 24 && !/^[\0-\x7f]*$/.test(text) && /^(\p{RGI_Emoji}\s*){1,3}$/v.test(text.trim());
}
