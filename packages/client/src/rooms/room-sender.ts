/** Everything a member writes into a room: composed here, kept and sent by the outbox. */
import {
  type AccountId,
  MESSAGE_ID_RANDOM_BYTES,
  type MessageId,
  messageIdAt,
  type RoomId,
  type RoomRole,
} from "@warbler/protocol";
import type { FileSource } from "../attachments/source.ts";
import type { Errands } from "../errands.ts";
import { type Fail, WarblerError } from "../errors.ts";
import {
  describeContent,
  editContent,
  messageContent,
  pinContent,
  reactionContent,
  recallContent,
} from "../outbox/contents.ts";
import type { KeptMessage } from "../outbox/kept-files.ts";
import type { NewEntry, Outbox } from "../outbox/outbox.ts";
import type { OutgoingMessage } from "../outbox/outgoing-message.ts";
import type { SendFilesDeps } from "../outbox/send-files.ts";
import type { Sending } from "../outbox/sending.ts";
import type { Platform } from "../platform/platform.ts";
import type { Store } from "../store/store.ts";
import type { Attachment, TimelineMessage } from "../timeline/timeline-message.ts";
import { decodeContent } from "../wire/content.ts";
import type { Draft, Upload, UploadOptions, UploadTicket } from "./room.ts";

/** Sent messages whose reading is still watched; older ones stay `sent`. */
const MOST_WATCHED = 1_000;

export interface RoomSenderDeps {
  readonly myRole: () => RoomRole;
  readonly room: RoomId;
  readonly endToEnd: boolean;
  readonly account: AccountId;
  readonly outbox: Outbox;
  readonly platform: Platform;
  readonly fail: Fail;
  readonly errands: Errands;
  readonly store: Store;
  /** Aborts when the client closes. */
  readonly stop: AbortSignal;
  readonly newUpload: () => UploadTicket;
  readonly upload: (file: FileSource, options: UploadOptions) => Promise<Upload>;
  readonly loaded: (id: MessageId) => TimelineMessage | undefined;
  readonly message: (id: MessageId) => Promise<TimelineMessage | undefined>;
}

type Composed = Pick<NewEntry, "kind" | "content" | "text">;

export class RoomSender {
  readonly #deps: RoomSenderDeps;
  readonly #watched = new Map<OutgoingMessage, number>();

  constructor(deps: RoomSenderDeps) {
    this.#deps = deps;
  }

  send(message: string | Draft): Sending {
    const draft = typeof message === "string" ? { text: message } : message;
    const { files = [], attachments = [], transfer = {} } = draft;
    const outgoing = this.#outgoing(draft.id);
    if (files.length === 0) return this.#enqueue(composedMessage(draft, attachments), outgoing);
    const { room, platform } = this.#deps;
    const kept: KeptMessage = {
      ...{ room, message: outgoing.id, queuedAtMs: platform.nowMs(), content: messageContent(draft, attachments) },
      files: files.map(({ name, type, size }) => ({ name, type, size, ticket: this.#deps.newUpload() })),
    };
    return this.#sendFiles(kept, outgoing, draft.text, async (deps) => {
      const { sendFiles } = await import("../outbox/send-files.ts");
      return sendFiles(kept, files, transfer, deps);
    });
  }

  /** A message whose files an earlier run did not bring up. */
  resume(kept: KeptMessage): Sending {
    const outgoing = this.#deps.outbox.outgoing(kept.message, kept.room);
    const said = decodeContent(kept.content);
    const text = said?.case === "message" ? said.value.text : "";
    return this.#sendFiles(kept, outgoing, text, async (deps) => {
      const { resumeFiles } = await import("../outbox/send-files.ts");
      return resumeFiles(kept, deps);
    });
  }

  #sendFiles(
    kept: KeptMessage,
    outgoing: OutgoingMessage,
    text: string,
    compose: (deps: SendFilesDeps) => Promise<Uint8Array>,
  ): Sending {
    const { outbox, store, platform, stop, errands, fail, upload } = this.#deps;
    const discarded = outbox.upload(outgoing, { kind: "message", queuedAtMs: kept.queuedAtMs, text });
    errands.run("files", async () => {
      const signal = AbortSignal.any([stop, discarded]);
      try {
        const content = await compose({ store, platform, upload, signal });
        this.#enqueue({ kind: "message", content, text }, outgoing);
        await outbox.stored(kept.message);
      } catch (error) {
        // The client closes: the next run goes on.
        if (stop.aborted) return outgoing.abandon(fail("closed"));
        outbox.ended(kept.message);
        const isRefusal = error instanceof WarblerError && !discarded.aborted;
        outgoing.reject(isRefusal ? error : fail("cancelled", { cause: error }));
      }
      const { dropKept } = await import("../outbox/kept-files.ts");
      await dropKept(store, kept);
    });
    return outgoing;
  }

  /** An edit replaces all that was said, so files and mentions of the message are said again. */
  edit(target: MessageId, text: string): Sending {
    const compose = (message: TimelineMessage): Composed => ({
      kind: "edit",
      content: editContent(target, { ...message, text }, message.attachments),
      text,
    });
    const { loaded, fail } = this.#deps;
    const message = loaded(target);
    if (message !== undefined && !this.#isOver(message)) return this.#enqueue(compose(message));
    return this.#composeLater(this.#outgoing(), async () => {
      const found = message ?? (await this.#deps.message(target));
      if (found === undefined) throw fail("target-missing");
      if (this.#isOver(found)) throw fail("recall-over");
      return compose(found);
    });
  }

  /** The time in which its author could take it back or change it. */
  #isOver({ recallUntilMs }: TimelineMessage): boolean {
    return recallUntilMs !== undefined && recallUntilMs <= this.#deps.platform.nowMs();
  }

  /** Other clients would not follow a late one, and say that it was not allowed. */
  recall(target: MessageId): Sending {
    const { loaded, account, myRole, fail } = this.#deps;
    const message = loaded(target);
    if (message !== undefined && this.#isOver(message) && message.author.id === account && myRole() === "member") {
      const outgoing = this.#outgoing();
      outgoing.reject(fail("recall-over"));
      return outgoing;
    }
    return this.#enqueue({ kind: "recall", content: recallContent(target) });
  }

  react(target: MessageId, emoji: string, removed: boolean): Sending {
    return this.#enqueue({ kind: "reaction", content: reactionContent(target, emoji, removed) });
  }

  pin(target: MessageId, removed: boolean): Sending {
    return this.#enqueue({ kind: "pin", content: pinContent(target, removed) });
  }

  /** Of an end-to-end room, where name and topic are a record. */
  describe(name: string, topic: string): Sending {
    return this.#enqueue({ kind: "describe", content: describeContent(name, topic) });
  }

  noteRead(account: AccountId, seq: number): void {
    if (account === this.#deps.account) return;
    for (const [outgoing, sentSeq] of this.#watched) {
      if (sentSeq > seq) continue;
      this.#watched.delete(outgoing);
      outgoing.become("read");
    }
  }

  #outgoing(id = this.#newId()): OutgoingMessage {
    return this.#deps.outbox.outgoing(id, this.#deps.room);
  }

  #newId(): MessageId {
    const { platform } = this.#deps;
    return messageIdAt(platform.nowMs(), platform.randomBytes(MESSAGE_ID_RANDOM_BYTES));
  }

  #enqueue(composed: Composed, outgoing = this.#outgoing()): Sending {
    const { room, endToEnd, outbox } = this.#deps;
    outbox.enqueue({ ...composed, room, message: outgoing.id, endToEnd }, outgoing);
    this.#watch(outgoing);
    return outgoing;
  }

  #composeLater(outgoing: OutgoingMessage, compose: () => Promise<Composed>): Sending {
    this.#deps.errands.run("compose", async () => {
      try {
        this.#enqueue(await compose(), outgoing);
      } catch (error) {
        outgoing.reject(error instanceof WarblerError ? error : this.#deps.fail("cancelled", { cause: error }));
      }
    });
    return outgoing;
  }

  #watch(outgoing: OutgoingMessage): void {
    this.#deps.errands.run("watch", async () => {
      const sent = await outgoing.settled.catch(() => undefined);
      if (sent === undefined) return;
      this.#watched.set(outgoing, sent.seq);
      const [oldest] = this.#watched.keys();
      if (this.#watched.size > MOST_WATCHED && oldest !== undefined) this.#watched.delete(oldest);
    });
  }
}

function composedMessage(draft: Draft, attachments: readonly Attachment[]): Composed {
  return { kind: "message", content: messageContent(draft, attachments), text: draft.text };
}
