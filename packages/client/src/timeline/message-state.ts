/**
 * One message and all that happened to it. Records may be folded in any order: each keeps its place by `seq`, so a page
 * of older history and a live edit end in the same state.
 */
import { type AccountId, LIMITS, type MessageId, type RoomRole } from "@warbler/protocol";
import type { RecallRule } from "../rooms/recall-rule.ts";
import type { RoomRecord } from "../sync/room-record.ts";
import type { Effect, RecordContent, SaidMessage } from "./record-content.ts";
import type { Author, ImportedAs, MessageVersion, TimelineMessage } from "./timeline-message.ts";

export interface SaidEffect {
  readonly seq: number;
  /** The identifier of the record that says so. */
  readonly message: MessageId;
  readonly author: AccountId;
  readonly atMs: number;
  /** As the members vouch for it; absent where only the server tells who had which role. */
  readonly authorRole: RoomRole | undefined;
  readonly effect: Effect;
}

export interface MessageState {
  readonly record?: RoomRecord;
  readonly content?: RecordContent;
  /** In the order of `seq`, each once. */
  readonly effects: readonly SaidEffect[];
}

export const EMPTY_STATE: MessageState = { effects: [] };

/** What the view of a message depends on beside its own records. */
export interface MessageContext {
  readonly authorOf: (account: AccountId) => Author;
  /** Known to have had no more than the role `member` when the room was at `seq`. */
  readonly isPlainMember: (account: AccountId, seq: number) => boolean;
  readonly isReadByOthers: (seq: number, author: AccountId) => boolean;
  readonly repliesTo: (message: MessageId) => number;
  readonly recallRule: RecallRule;
}

/** The message's own record; a later erasure of it replaces what was there. */
export function foldRecord(state: MessageState, record: RoomRecord, content: RecordContent): MessageState {
  return { ...state, record, content };
}

export function foldEffect(
  state: MessageState,
  { seq, message, author, atMs, authorRole }: Omit<SaidEffect, "effect">,
  effect: Effect,
): MessageState {
  const others = state.effects.filter((one) => one.seq !== seq);
  const after = others.findIndex((one) => one.seq > seq);
  return {
    ...state,
    effects: others.toSpliced(after === -1 ? others.length : after, 0, {
      seq,
      message,
      author,
      atMs,
      authorRole,
      effect,
    }),
  };
}

/** Takes back what a record said that has been erased since. */
export function foldErasedEffect(state: MessageState, seq: number): MessageState {
  return { ...state, effects: state.effects.filter((one) => one.seq !== seq) };
}

/** Other words in its place take a message back as well. */
const isBoundInTime = ({ effect }: SaidEffect): boolean => effect.kind === "recall" || effect.kind === "edit";

/** Whether a recall or an edit came while the message's author could still take it back. */
export function isTimely({ record }: MessageState, said: SaidEffect, rule: RecallRule): boolean {
  return record === undefined || rule.isInTime(record, said);
}

/** Whether the author of an effect may do that to this message; the server must not have let it through otherwise. */
export function isPermitted(
  state: MessageState,
  said: SaidEffect,
  { isPlainMember, recallRule }: Pick<MessageContext, "isPlainMember" | "recallRule">,
): boolean {
  const author = state.record?.author;
  // Whoever brought a message in did not write it.
  const isImported = state.content?.kind === "message" && state.content.imported !== undefined;
  if (said.effect.kind === "edit" && isImported) return false;
  const isOwn = author === undefined || said.author === author;
  if (isOwn && (!isBoundInTime(said) || isTimely(state, said, recallRule))) return true;
  switch (said.effect.kind) {
    case "edit":
      return false;
    case "recall":
      if (said.authorRole !== undefined) return said.authorRole !== "member";
      return !isPlainMember(said.author, said.seq);
    case "reaction":
    case "pin":
      return true;
  }
}

/** Undefined while the message's own record is not known, or is not a message. */
export function viewOf(id: MessageId, state: MessageState, context: MessageContext): TimelineMessage | undefined {
  const { record, content } = state;
  if (record === undefined || content === undefined) return undefined;
  const said = content.kind === "message" ? content : nothingSaid;
  const effects = state.effects.filter((one) => one.seq > record.seq && isPermitted(state, one, context));
  const recall = effects.find(({ effect }) => effect.kind === "recall");
  const versions = record.erased ? [] : versionsOf(record, said, effects, recall?.seq ?? Number.POSITIVE_INFINITY);
  const current = versions.at(-1) ?? nothingSaid;
  const isGone = record.erased || recall !== undefined;
  return {
    kind: "message",
    id,
    seq: record.seq,
    room: record.room,
    author: context.authorOf(record.author),
    atMs: said.imported?.atMs ?? record.atMs,
    // The server's mark counts only for what no device sent: what one did send says itself where it comes from.
    imported: said.imported !== undefined || (record.imported && record.device === undefined),
    ...(said.imported !== undefined && { importedAs: importedAs(said.imported, isGone) }),
    erased: record.erased,
    log: record.log,
    text: isGone ? "" : current.text,
    mentions: isGone ? [] : current.mentions,
    mentionAll: !isGone && current.mentionAll,
    attachments: isGone ? [] : current.attachments,
    action: said.action,
    edited: !isGone && (versions.length > 1 || said.imported?.editedAtMs !== undefined),
    edits: isGone ? [] : versions.slice(0, -1),
    recalled: recall !== undefined,
    ...(recall !== undefined && { recalledBy: recall.author }),
    ...untilOf(context.recallRule.untilMs(record)),
    reactions: isGone ? new Map() : reactionsOf(effects),
    pinned: !isGone && isPinned(effects),
    ...(said.replyTo !== undefined && { replyTo: said.replyTo }),
    ...(said.thread !== undefined && { thread: said.thread }),
    replies: context.repliesTo(id),
    unreadable: content.kind !== "message" && !record.erased,
    ...(content.kind === "undecryptable" &&
      !isGone && { undecryptable: { reason: content.reason, sinceMs: content.sinceMs } }),
    state: context.isReadByOthers(record.seq, record.author) ? "read" : "sent",
  };
}

const untilOf = (recallUntilMs: number | undefined) => (recallUntilMs === undefined ? {} : { recallUntilMs });

function importedAs({ atMs: _atMs, ...said }: NonNullable<SaidMessage["imported"]>, isGone: boolean): ImportedAs {
  return isGone ? { ...said, reactions: [] } : said;
}

const nothingSaid: SaidMessage = {
  kind: "message",
  text: "",
  mentions: [],
  mentionAll: false,
  attachments: [],
  action: false,
};

function versionsOf(
  record: RoomRecord,
  said: SaidMessage,
  effects: readonly SaidEffect[],
  untilSeq: number,
): readonly MessageVersion[] {
  const { text, mentions, mentionAll, attachments, action } = said;
  const first = { text, mentions, mentionAll, attachments, action, atMs: said.imported?.atMs ?? record.atMs };
  const later = effects.flatMap(({ seq, atMs, effect }) =>
    effect.kind === "edit" && seq < untilSeq ? [{ ...effect.body, atMs }] : [],
  );
  return [first, ...later];
}

function reactionsOf(effects: readonly SaidEffect[]): ReadonlyMap<string, readonly AccountId[]> {
  const given = new Map<string, AccountId[]>();
  for (const { author, effect } of effects) {
    if (effect.kind !== "reaction") continue;
    // One member could give any number, and every other one would have to show them.
    if (!given.has(effect.emoji) && given.size >= LIMITS.shownReactions) continue;
    const people = (given.get(effect.emoji) ?? []).filter((account) => account !== author);
    if (!effect.removed) people.push(author);
    if (people.length === 0) given.delete(effect.emoji);
    else given.set(effect.emoji, people);
  }
  return given;
}

function isPinned(effects: readonly SaidEffect[]): boolean {
  const last = effects.findLast(({ effect }) => effect.kind === "pin")?.effect;
  return last?.kind === "pin" && !last.removed;
}
