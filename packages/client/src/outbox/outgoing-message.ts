/** The caller's view of a message on its way; the outbox moves it. */
import type { MessageId, RoomId } from "@warbler/protocol";
import type { WarblerError } from "../errors.ts";
import type { Sending, SendingState, SentMessage } from "./sending.ts";

export interface OutgoingActions {
  readonly retry: () => Promise<void>;
  readonly discard: () => Promise<void>;
}

export class OutgoingMessage implements Sending {
  readonly id: MessageId;
  readonly room: RoomId;
  readonly #actions: OutgoingActions;
  readonly #listeners = new Set<(state: SendingState) => void>();
  #state: SendingState = "queued";
  #settled = settlement();

  constructor(id: MessageId, room: RoomId, actions: OutgoingActions) {
    this.id = id;
    this.room = room;
    this.#actions = actions;
  }

  get state(): SendingState {
    return this.#state;
  }

  get settled(): Promise<SentMessage> {
    return this.#settled.promise;
  }

  on(_event: "state", listener: (state: SendingState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  retry(): Promise<void> {
    return this.#actions.retry();
  }

  discard(): Promise<void> {
    return this.#actions.discard();
  }

  become(state: SendingState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  resolve(sent: SentMessage): void {
    this.#settled.resolve(sent);
    this.become("sent");
  }

  reject(error: WarblerError): void {
    this.#settled.reject(error);
    this.become("failed");
  }

  /** The client closes: the message stays queued in the store, but nobody here will see it sent. */
  abandon(error: WarblerError): void {
    this.#settled.reject(error);
  }

  /** A failed message is tried once more: `settled` is a new promise from now on. */
  again(): void {
    this.#settled = settlement();
    this.become("queued");
  }
}

function settlement(): PromiseWithResolvers<SentMessage> {
  const settled = Promise.withResolvers<SentMessage>();
  // Many callers watch the state instead; a refusal they do not await must not end their process.
  settled.promise.catch(() => {});
  return settled;
}
