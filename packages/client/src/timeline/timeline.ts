/** The loaded part of a room's history: an unbroken run of records up to the newest, folded into messages and events. */
import { type AccountId, type MessageId, RECORD_KINDS, type RoomRole } from "@warbler/protocol";
import type { RecallRule } from "../rooms/recall-rule.ts";
import type { RoomRecord } from "../sync/room-record.ts";
import {
  EMPTY_STATE,
  foldEffect,
  foldErasedEffect,
  foldRecord,
  isPermitted,
  isTimely,
  type MessageState,
  viewOf,
} from "./message-state.ts";
import type { OpenedRecord } from "./opened-record.ts";
import type { SaidEvent } from "./record-content.ts";
import { RoleHistory } from "./role-history.ts";
import type { Author, TimelineEvent, TimelineMessage } from "./timeline-message.ts";

/** What applying records brought: ids in the order of `seq`. */
export interface Applied {
  readonly messages: readonly MessageId[];
  readonly events: readonly TimelineEvent[];
  /** Messages known before that are different now. */
  readonly changed: readonly MessageId[];
}

export interface Judgement {
  /** Sequence numbers of effects whose authors had no right to them, each told once; they are not shown. */
  readonly forbidden: readonly number[];
  /** Someone else's recall whose permission cannot be judged without the roster. */
  readonly needsRoster: boolean;
  /** Sequence numbers of further records under the id of a message that is there, each told once; they are not shown. */
  readonly doubled: readonly number[];
}

export class Timeline {
  readonly #authorOf: (account: AccountId) => Author;
  readonly #recallRule: () => RecallRule;
  readonly #states = new Map<MessageId, MessageState>();
  readonly #idBySeq = new Map<number, MessageId>();
  readonly #targetBySeq = new Map<number, MessageId>();
  readonly #eventsBySeq = new Map<number, readonly TimelineEvent[]>();
  readonly #replies = new Map<MessageId, Set<MessageId>>();
  readonly #roles = new RoleHistory();
  readonly #readSeq = new Map<AccountId, number>();
  readonly #judged = new Set<number>();
  readonly #doubled = new Set<number>();
  #fromSeq = 0;
  #toSeq = 0;

  constructor(authorOf: (account: AccountId) => Author, recallRule: () => RecallRule) {
    this.#authorOf = authorOf;
    this.#recallRule = recallRule;
  }

  /** Lowest loaded sequence number; 0 when nothing is loaded. */
  get fromSeq(): number {
    return this.#fromSeq;
  }

  get toSeq(): number {
    return this.#toSeq;
  }

  /** Records next to what is loaded on either side, or loaded ones that were erased since. */
  apply(records: readonly OpenedRecord[]): Applied {
    const messages: MessageId[] = [];
    const events: TimelineEvent[] = [];
    const changed = new Set<MessageId>();
    for (const { record, content, authorRole } of records) {
      this.#fromSeq = this.#fromSeq === 0 ? record.seq : Math.min(this.#fromSeq, record.seq);
      this.#toSeq = Math.max(this.#toSeq, record.seq);
      if (record.erased) this.#eventsBySeq.delete(record.seq);
      if (content.kind === "silent") continue;
      if (content.kind === "event" || content.kind === "events") {
        const said = content.kind === "event" ? [content] : content.events;
        for (const event of said) this.#roles.noteEvent(record.seq, record.author, event);
        const told = said.map((event) => this.#eventOf(record, event));
        this.#eventsBySeq.set(record.seq, told);
        events.push(...told);
      } else if (content.kind === "message" || content.kind === "unreadable" || content.kind === "undecryptable") {
        const target = this.#targetBySeq.get(record.seq);
        if (target !== undefined) {
          this.#states.set(target, foldErasedEffect(this.#stateOf(target), record.seq));
          changed.add(target);
          continue;
        }
        // What it did to some message is gone with it.
        if (record.erased && record.kind !== RECORD_KINDS.message) continue;
        const there = this.#stateOf(record.message).record;
        const isNew = there === undefined;
        if (there !== undefined && there.seq !== record.seq) {
          // What came first stays: otherwise a second record would rewrite it, and the chain would hold.
          this.#doubled.add(Math.max(there.seq, record.seq));
          if (there.seq < record.seq) continue;
          this.#idBySeq.delete(there.seq);
        }
        this.#states.set(record.message, foldRecord(this.#stateOf(record.message), record, content));
        this.#idBySeq.set(record.seq, record.message);
        if (isNew) messages.push(record.message);
        else changed.add(record.message);
        if (content.kind === "message" && content.thread !== undefined) {
          this.#noteReply(content.thread, record.message);
          changed.add(content.thread);
        }
      } else {
        this.#states.set(content.target, foldEffect(this.#stateOf(content.target), { ...record, authorRole }, content));
        this.#targetBySeq.set(record.seq, content.target);
        changed.add(content.target);
      }
    }
    const fresh = new Set(messages);
    return {
      messages,
      events,
      changed: [...changed].filter((id) => !fresh.has(id) && this.#stateOf(id).record !== undefined),
    };
  }

  get #permission() {
    return {
      isPlainMember: (account: AccountId, seq: number) => this.#roles.isPlainMember(account, seq),
      recallRule: this.#recallRule(),
    };
  }

  noteRoster(roster: ReadonlyMap<AccountId, RoomRole>): void {
    this.#roles.noteRoster(roster);
  }

  /** A member's cursor moved. Ids of messages by others than that member that it passed, among the newest 200. */
  noteRead(account: AccountId, seq: number): readonly MessageId[] {
    const before = this.#readSeq.get(account) ?? 0;
    if (seq <= before) return [];
    this.#readSeq.set(account, seq);
    const from = Math.max(before + 1, seq - 200);
    const passed = [];
    for (let at = from; at <= seq; at++) {
      const id = this.#idBySeq.get(at);
      if (id !== undefined && this.#stateOf(id).record?.author !== account) passed.push(id);
    }
    return passed;
  }

  /** Whether what happened to these messages was permitted, as far as roles are known. */
  judge(ids: readonly MessageId[]): Judgement {
    const forbidden: number[] = [];
    const doubled = [...this.#doubled];
    this.#doubled.clear();
    let needsRoster = false;
    for (const id of ids) {
      const state = this.#stateOf(id);
      for (const said of state.effects) {
        const isNews = !this.#judged.has(said.seq);
        if (isNews && !isPermitted(state, said, this.#permission)) {
          this.#judged.add(said.seq);
          forbidden.push(said.seq);
        }
        const byOther = state.record !== undefined && said.author !== state.record.author;
        const isRoleKnown = said.authorRole !== undefined || this.#roles.isKnown(said.author, said.seq);
        const isLate = said.effect.kind === "recall" && !isTimely(state, said, this.#recallRule());
        if (said.effect.kind === "recall" && (byOther || isLate) && !isRoleKnown) needsRoster = true;
      }
    }
    return { forbidden, needsRoster, doubled };
  }

  message(id: MessageId): TimelineMessage | undefined {
    return viewOf(id, this.#stateOf(id), {
      authorOf: this.#authorOf,
      ...this.#permission,
      isReadByOthers: (seq, author) => this.#isReadByOthers(seq, author),
      repliesTo: (message) => this.#replies.get(message)?.size ?? 0,
    });
  }

  record(id: MessageId): RoomRecord | undefined {
    return this.#states.get(id)?.record;
  }

  /** Everyone whose name a message shows. */
  peopleIn(ids: readonly MessageId[]): ReadonlySet<AccountId> {
    return new Set(ids.flatMap((id) => this.#states.get(id)?.record?.author ?? []));
  }

  /** The newest messages with `seq < beforeSeq`, oldest first. */
  newestBefore(beforeSeq: number, limit: number): readonly MessageId[] {
    const ids = [];
    for (let seq = Math.min(beforeSeq - 1, this.#toSeq); seq >= this.#fromSeq && ids.length < limit; seq--) {
      const id = this.#idBySeq.get(seq);
      if (id !== undefined) ids.push(id);
    }
    return ids.reverse();
  }

  /** The oldest messages with `afterSeq < seq < beforeSeq`, oldest first. */
  oldestBetween(afterSeq: number, beforeSeq: number, limit: number): readonly MessageId[] {
    const ids = [];
    const endSeq = Math.min(beforeSeq - 1, this.#toSeq);
    for (let seq = Math.max(afterSeq + 1, this.#fromSeq); seq <= endSeq && ids.length < limit; seq++) {
      const id = this.#idBySeq.get(seq);
      if (id !== undefined) ids.push(id);
    }
    return ids;
  }

  /** What happened to the room at `fromSeq <= seq < beforeSeq`, oldest first. */
  eventsBetween(fromSeq: number, beforeSeq: number): readonly TimelineEvent[] {
    const found = [...this.#eventsBySeq].filter(([seq]) => seq >= fromSeq && seq < beforeSeq);
    return found
      .sort(([a], [b]) => a - b)
      .flatMap(([, events]) => events)
      .map((event) => ({ ...event, author: this.#authorOf(event.author.id) }));
  }

  #isReadByOthers(seq: number, author: AccountId): boolean {
    for (const [account, readSeq] of this.#readSeq) if (account !== author && readSeq >= seq) return true;
    return false;
  }

  #eventOf(record: RoomRecord, event: SaidEvent): TimelineEvent {
    const { message: id, seq, room, author, atMs, imported, erased, log } = record;
    return { ...event, id, seq, room, author: this.#authorOf(author), atMs, imported, erased, log };
  }

  #noteReply(thread: MessageId, reply: MessageId): void {
    const replies = this.#replies.get(thread) ?? new Set();
    replies.add(reply);
    this.#replies.set(thread, replies);
  }

  #stateOf(id: MessageId): MessageState {
    return this.#states.get(id) ?? EMPTY_STATE;
  }
}
