/**
 * Answers in threads that this person has not seen on this device: whoever reads a room to its end sees the lines that lead to its
 * threads, not what the threads hold.
 */
import { isId, type MessageId, type RoomId } from "@warbler/protocol";
import type { Room, Store, TimelineMessage, Warbler } from "@warbler/sdk";
import * as z from "zod/mini";
import { reportDefect } from "./defect.ts";
import type { EngineEvent } from "./engine-event.ts";
import type { UnseenAnswers } from "./unseen-answers.ts";

const PREFIX = "threads/";
/** Records at the end of a room that are looked through for answers. */
const LOOKED_THROUGH = 500;
const messageId = z.custom<MessageId>((value) => typeof value === "string" && isId<MessageId>(value));
const kept = z.object({
  lookedTo: z.int(),
  threads: z.array(z.object({ root: messageId, seenTo: z.int(), unseen: z.array(z.int()) })),
});

interface Thread {
  /** The newest answer that was seen. */
  readonly seenTo: number;
  readonly unseen: readonly number[];
}
interface RoomThreads {
  /** Up to this record no answer is missing here. */
  readonly lookedTo: number;
  readonly threads: ReadonlyMap<MessageId, Thread>;
}

interface ThreadsDeps {
  readonly client: Warbler;
  readonly store: Store;
  readonly tell: (event: EngineEvent) => void;
}

export class Threads {
  readonly #deps: ThreadsDeps;
  readonly #rooms = new Map<RoomId, RoomThreads>();

  constructor(deps: ThreadsDeps) {
    this.#deps = deps;
    deps.client.on("message", ({ room, message }) => {
      if (this.#isForMe(message)) this.#put(room.id, withAnswers(this.#of(room), [message]));
    });
  }

  /** What an earlier visit left. */
  async load(): Promise<void> {
    for (const { key, value } of await this.#deps.store.list({ prefix: PREFIX })) {
      const room = key.slice(PREFIX.length);
      const parsed = z.safeParse(kept, JSON.parse(new TextDecoder().decode(value)));
      if (!isId<RoomId>(room) || !parsed.success || this.#rooms.has(room)) continue;
      const { lookedTo, threads } = parsed.data;
      this.#rooms.set(room, { lookedTo, threads: new Map(threads.map(({ root, ...thread }) => [root, thread])) });
      this.#show(room);
    }
  }

  get all(): ReadonlyMap<RoomId, UnseenAnswers> {
    return new Map([...this.#rooms].map(([room, { threads }]) => [room, countsOf(threads)]));
  }

  /** Finds the answers that came while nobody listened. */
  async lookInto(room: Room): Promise<void> {
    const { lastSeq } = room;
    const { lookedTo } = this.#of(room);
    if (lookedTo >= lastSeq) return;
    const after = Math.max(lookedTo, lastSeq - LOOKED_THROUGH);
    const messages = await room.history({ after, limit: LOOKED_THROUGH });
    const found = messages.filter((message) => this.#isForMe(message));
    this.#put(room.id, { ...withAnswers(this.#of(room), found), lookedTo: lastSeq });
  }

  /** The thread, or all threads of the room, were seen up to there. */
  see(room: Room, seq: number, root?: MessageId): void {
    const state = this.#of(room);
    const threads = new Map(state.threads);
    for (const one of root === undefined ? threads.keys() : [root]) {
      const { seenTo, unseen } = threads.get(one) ?? NOTHING;
      threads.set(one, { seenTo: Math.max(seenTo, seq), unseen: unseen.filter((each) => each > seq) });
    }
    this.#put(room.id, { ...state, threads });
  }

  /** The messages that threads of late hang on: the one answered last comes first. */
  async list(room: Room): Promise<readonly TimelineMessage[]> {
    const messages = await room.history({ limit: LOOKED_THROUGH });
    const late = messages.toReversed().flatMap(({ thread }) => thread ?? []);
    const found = [];
    for (const root of new Set([...late, ...countsOf(this.#of(room).threads).keys()])) {
      const message = await room.message(root);
      if (message !== undefined) found.push(message);
    }
    return found;
  }

  #isForMe({ author, imported, recalled, erased }: TimelineMessage): boolean {
    return author.id !== this.#deps.client.account && !imported && !recalled && !erased;
  }

  /** What was read before this device counted is seen. */
  #of(room: Room): RoomThreads {
    return this.#rooms.get(room.id) ?? { lookedTo: room.readSeq, threads: new Map() };
  }

  #put(room: RoomId, { lookedTo, threads }: RoomThreads): void {
    const before = JSON.stringify([...countsOf(this.#rooms.get(room)?.threads ?? new Map())]);
    const open = [...threads].filter(([, { seenTo, unseen }]) => unseen.length > 0 || seenTo > lookedTo);
    this.#rooms.set(room, { lookedTo, threads: new Map(open) });
    if (before !== JSON.stringify([...countsOf(threads)])) this.#show(room);
    const value = { lookedTo, threads: open.map(([root, thread]) => ({ root, ...thread })) };
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    this.#deps.store.write([{ key: `${PREFIX}${room}`, value: bytes }]).catch(reportDefect);
  }

  #show(room: RoomId): void {
    this.#deps.tell({ type: "threads", room, unseen: countsOf(this.#rooms.get(room)?.threads ?? new Map()) });
  }
}

const NOTHING: Thread = { seenTo: 0, unseen: [] };

function withAnswers(state: RoomThreads, messages: readonly TimelineMessage[]): RoomThreads {
  const threads = new Map(state.threads);
  for (const { thread: root, seq } of messages) {
    if (root === undefined) continue;
    const { seenTo, unseen } = threads.get(root) ?? NOTHING;
    if (seq > seenTo && !unseen.includes(seq)) threads.set(root, { seenTo, unseen: [...unseen, seq] });
  }
  return { ...state, threads };
}

function countsOf(threads: ReadonlyMap<MessageId, Thread>): UnseenAnswers {
  const counts = [...threads].map(([root, { unseen }]) => [root, unseen.length] as const);
  return new Map(counts.filter(([, count]) => count > 0));
}
