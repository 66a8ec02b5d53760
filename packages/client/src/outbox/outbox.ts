/**
 * What waits to be sent. An entry is stored before its first try and taken out only after the server's ack was stored, so
 * a message survives the end of the process at any moment; each try carries the same id, so it is in the record once.
 * Within a room the order of the calls is the order of the record, for everything the server does not refuse.
 */
import type { MessageId, RoomId } from "@warbler/protocol";
import { backoffMs } from "../connection/backoff.ts";
import { errorCodeOf, type Fail, WarblerError } from "../errors.ts";
import type { Platform } from "../platform/platform.ts";
import type { Store } from "../store/store.ts";
import type { WireSent } from "../wire/server-frame.ts";
import { bytesFromEntry, entryFromBytes, OUTBOX_PREFIX, type OutboxEntry, outboxKey } from "./outbox-entry.ts";
import { OutgoingMessage } from "./outgoing-message.ts";
import type { PendingSend, Sending, SentMessage } from "./sending.ts";

export interface OutboxDeps {
  readonly store: Store;
  readonly platform: Platform;
  readonly fail: Fail;
  /** One try. Rejects with the refusal; waits or fails with a retryable error while there is no connection. */
  readonly send: (entry: OutboxEntry) => Promise<WireSent>;
  /** Does ahead what sending takes, while the entry before is on its way. What goes wrong shows when it is sent. */
  readonly prepare: (entry: OutboxEntry) => Promise<void>;
  /** What was made to send the entry can go: it is on no server, and nobody will send it. */
  readonly dropped: (entry: OutboxEntry) => void;
  readonly isOnline: () => boolean;
  /** After the store no longer holds the entry. */
  readonly sent: (message: SentMessage) => void;
  readonly changed: () => void;
}

interface Queued {
  readonly outgoing: OutgoingMessage;
  entry: OutboxEntry;
  /** Resolves when the store holds the entry. */
  readonly stored: Promise<void>;
  /** The server may have it: a try was made, perhaps by an earlier run, and has no answer. */
  mayBeThere: boolean;
  isPrepared?: boolean;
}

interface Uploading {
  readonly outgoing: OutgoingMessage;
  readonly pending: Omit<PendingSend, "id" | "room" | "state">;
  readonly discarded: AbortController;
}

export type NewEntry = Pick<OutboxEntry, "room" | "message" | "kind" | "content" | "text" | "endToEnd">;

export class Outbox {
  readonly #deps: OutboxDeps;
  readonly #queues = new Map<RoomId, Queued[]>();
  /** Messages whose files are on their way up; they are queued when those are there. */
  readonly #uploading = new Map<MessageId, Uploading>();
  readonly #running = new Set<RoomId>();
  readonly #idle: (() => void)[] = [];
  readonly #stop = new AbortController();
  readonly #work = new Set<Promise<void>>();
  #wake = new AbortController();
  #nextOrder = 1;

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
  }

  /** Takes up what an earlier run left. Called once, before anything is sent. */
  async load(): Promise<void> {
    let after: string | undefined;
    for (;;) {
      const page = await this.#deps.store.list({ prefix: OUTBOX_PREFIX, ...(after !== undefined && { after }) });
      for (const { value } of page) this.#takeUp(entryFromBytes(value));
      after = page.at(-1)?.key;
      if (after === undefined) return;
    }
  }

  /** Keeps the entry, then sends it when its turn comes. `outgoing` is what the caller watches. */
  enqueue(entry: NewEntry, outgoing: OutgoingMessage): void {
    const { text, ...rest } = entry;
    const kept: OutboxEntry = {
      ...rest,
      ...(text !== undefined && { text }),
      order: this.#nextOrder++,
      queuedAtMs: this.#deps.platform.nowMs(),
    };
    const stored = this.#deps.store.write([{ key: outboxKey(kept), value: bytesFromEntry(kept) }]);
    stored.catch(() => {});
    this.#queueOf(kept.room).push({ outgoing, entry: kept, stored, mayBeThere: false });
    this.#uploading.delete(kept.message);
    outgoing.become("queued");
    this.#deps.changed();
    // Composed while the client closed: the next run sends it.
    if (this.#stop.signal.aborted) outgoing.abandon(this.#deps.fail("closed"));
    this.#start(kept.room);
    this.#own(this.#prepareSecond(kept.room));
  }

  /** A new `Sending` whose retry and discard act on this outbox. */
  outgoing(message: MessageId, room: RoomId): OutgoingMessage {
    return new OutgoingMessage(message, room, {
      retry: () => this.#retry(room, message),
      discard: () => this.#discard(room, message),
    });
  }

  /** The message is told of as uploading until it is queued, or `ended`. The signal aborts when it is discarded. */
  upload(outgoing: OutgoingMessage, pending: Uploading["pending"]): AbortSignal {
    const discarded = new AbortController();
    this.#uploading.set(outgoing.id, { outgoing, pending, discarded });
    outgoing.become("uploading");
    this.#deps.changed();
    return discarded.signal;
  }

  ended(message: MessageId): void {
    this.#uploading.delete(message);
    this.#deps.changed();
  }

  /** Resolves when the store holds the entry. */
  async stored(message: MessageId): Promise<void> {
    for (const queue of this.#queues.values()) await queue.find(({ entry }) => entry.message === message)?.stored;
  }

  pending(): readonly PendingSend[] {
    const uploading = [...this.#uploading.values()].map(({ outgoing: { id, room }, pending }) => ({
      ...{ id, room, ...pending },
      state: "uploading" as const,
    }));
    return [...this.#queued(), ...uploading];
  }

  #queued(): readonly PendingSend[] {
    const queued = [...this.#queues.values()].flat();
    queued.sort((a, b) => a.entry.order - b.entry.order);
    return queued.map(({ entry: { message: id, room, kind, queuedAtMs, failed, text } }) => ({
      id,
      room,
      kind,
      queuedAtMs,
      state: failed === undefined ? "queued" : "failed",
      ...(text !== undefined && { text }),
      ...(failed !== undefined && { code: failed }),
    }));
  }

  sending(message: MessageId): Sending | undefined {
    for (const queue of this.#queues.values())
      for (const { outgoing } of queue) if (outgoing.id === message) return outgoing;
    return this.#uploading.get(message)?.outgoing;
  }

  get queuedCount(): number {
    let count = 0;
    for (const queue of this.#queues.values()) for (const { entry } of queue) if (entry.failed === undefined) count++;
    return count;
  }

  /** The connection is back: every wait between tries ends. */
  wake(): void {
    this.#wake.abort();
    this.#wake = new AbortController();
    for (const room of this.#queues.keys()) this.#start(room);
  }

  /** Resolves when nothing is queued. */
  async flushed(signal?: AbortSignal): Promise<void> {
    while (this.queuedCount > 0) {
      signal?.throwIfAborted();
      await new Promise<void>((resolve) => {
        this.#idle.push(resolve);
        signal?.addEventListener("abort", () => resolve(), { once: true });
      });
    }
  }

  /** Stops trying; what is queued stays in the store, and its `settled` rejects with `closed`. */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#work);
    for (const queue of this.#queues.values())
      for (const { outgoing } of queue) outgoing.abandon(this.#deps.fail("closed"));
    this.#settleIdle();
  }

  #takeUp(entry: OutboxEntry | undefined): void {
    if (entry === undefined) return;
    this.#nextOrder = Math.max(this.#nextOrder, entry.order + 1);
    const outgoing = this.outgoing(entry.message, entry.room);
    if (entry.failed === undefined) outgoing.become("queued");
    else outgoing.reject(this.#deps.fail(errorCodeOf(entry.failed)));
    const mayBeThere = entry.failed === undefined;
    this.#queueOf(entry.room).push({ outgoing, entry, stored: Promise.resolve(), mayBeThere });
  }

  #start(room: RoomId): void {
    if (this.#running.has(room) || this.#stop.signal.aborted) return;
    this.#running.add(room);
    this.#own(this.#drain(room));
  }

  #own(begun: Promise<void>): void {
    const work = begun.finally(() => this.#work.delete(work));
    this.#work.add(work);
  }

  async #drain(room: RoomId): Promise<void> {
    let failures = 0;
    try {
      while (!this.#stop.signal.aborted && this.#deps.isOnline()) {
        const next = this.#queueOf(room).find(isReady);
        if (next === undefined) return;
        try {
          await this.#try(next);
          failures = 0;
        } catch (error) {
          if (this.#stop.signal.aborted) return;
          const refusal = error instanceof WarblerError ? error : this.#deps.fail("store-damaged", { cause: error });
          if (!isWorthWaiting(refusal)) await this.#refuse(next, refusal);
          else {
            failures++;
            await this.#pause(Math.max(backoffMs(failures, this.#deps.platform), refusal.retryAfterMs ?? 0));
          }
        }
      }
    } finally {
      // In one step with the last look: what comes after it starts a run of its own.
      this.#running.delete(room);
    }
  }

  async #try(next: Queued): Promise<void> {
    await next.stored;
    next.mayBeThere = true;
    const sending = this.#deps.send(next.entry);
    const [sent] = await Promise.all([sending, this.#prepareSecond(next.entry.room)]);
    await this.#complete(next, sent);
  }

  /** What is sent next, while what goes before it is on its way; no more, which would only delay that. */
  async #prepareSecond(room: RoomId): Promise<void> {
    const [first, second] = this.#queueOf(room).filter(isReady);
    if (second === undefined || second.isPrepared || first?.mayBeThere !== true) return;
    second.isPrepared = true;
    await second.stored.then(
      () => this.#deps.prepare(second.entry),
      () => {},
    );
  }

  async #pause(ms: number): Promise<void> {
    const stop = AbortSignal.any([this.#wake.signal, this.#stop.signal]);
    await this.#deps.platform.sleep(ms, stop).catch(() => {});
  }

  async #complete(queued: Queued, { seq, atMs, log }: WireSent): Promise<void> {
    const { message: id, room } = queued.entry;
    await this.#remove(queued);
    const sent = { id, room, seq, atMs, log: { leaf: log?.leaf ?? 0, position: log?.position ?? 0 } };
    queued.outgoing.resolve(sent);
    this.#deps.sent(sent);
    this.#announce();
  }

  async #refuse(queued: Queued, refusal: WarblerError): Promise<void> {
    queued.mayBeThere = false;
    if (!this.#queueOf(queued.entry.room).includes(queued)) return this.#deps.dropped(queued.entry);
    queued.entry = { ...queued.entry, failed: refusal.code };
    await this.#deps.store
      .write([{ key: outboxKey(queued.entry), value: bytesFromEntry(queued.entry) }])
      // A store that takes no writes must not keep the refusal from the caller.
      .catch(() => {});
    queued.outgoing.reject(refusal);
    this.#announce();
  }

  async #retry(room: RoomId, message: MessageId): Promise<void> {
    const queued = this.#queueOf(room).find(({ entry }) => entry.message === message);
    if (queued?.entry.failed === undefined) return;
    const { failed: _refusal, ...entry } = queued.entry;
    await this.#deps.store.write([{ key: outboxKey(entry), value: bytesFromEntry(entry) }]);
    queued.entry = entry;
    queued.outgoing.again();
    this.#deps.changed();
    this.#start(room);
  }

  async #discard(room: RoomId, message: MessageId): Promise<void> {
    this.#uploading.get(message)?.discarded.abort();
    const queued = this.#queueOf(room).find(({ entry }) => entry.message === message);
    if (queued === undefined) return;
    await this.#remove(queued);
    if (!queued.mayBeThere) this.#deps.dropped(queued.entry);
    queued.outgoing.reject(this.#deps.fail("cancelled"));
    this.#announce();
  }

  async #remove(queued: Queued): Promise<void> {
    await this.#deps.store.write([{ key: outboxKey(queued.entry), value: undefined }]);
    const queue = this.#queueOf(queued.entry.room);
    const at = queue.indexOf(queued);
    if (at >= 0) queue.splice(at, 1);
  }

  #announce(): void {
    this.#deps.changed();
    if (this.queuedCount === 0) this.#settleIdle();
  }

  #settleIdle(): void {
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  #queueOf(room: RoomId): Queued[] {
    const queue = this.#queues.get(room) ?? [];
    this.#queues.set(room, queue);
    return queue;
  }
}

function isReady({ entry }: Queued): boolean {
  return entry.failed === undefined;
}

/** `signed-out` and a closing client are no verdict on the message: it waits for the next session. */
function isWorthWaiting({ retryable, code }: WarblerError): boolean {
  return retryable || code === "signed-out" || code === "closed" || code === "replayed";
}
