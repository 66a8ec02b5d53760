/**
 * Keeps what somebody began to write alike on their devices: a moment after the last key it goes to the others, and what comes from them
 * takes the place of what is here, unless somebody is writing here now.
 */
import type { RoomId } from "@warbler/protocol";
import type { Warbler } from "@warbler/sdk";
import type { DraftShelf } from "./drafts.ts";
import type { DraftView } from "./engine-api.ts";
import type { EngineEvent } from "./engine-event.ts";

const QUIET_MS = 2_000;

interface DraftSyncDeps {
  readonly client: Warbler;
  readonly shelf: DraftShelf;
  readonly tell: (event: EngineEvent) => void;
  readonly sleep: (ms: number) => Promise<void>;
}

export class DraftSync {
  readonly #deps: DraftSyncDeps;
  /** Rooms in which somebody writes here, with the newest change. */
  readonly #changes = new Map<RoomId, number>();
  /** Rooms with something in them on the other devices, as far as this one knows. */
  readonly #elsewhere = new Set<RoomId>();
  #count = 0;

  constructor(deps: DraftSyncDeps) {
    this.#deps = deps;
    deps.client.on("identity", ({ change }) => {
      if (change === "drafts" || change === "devices") inSilence(this.take());
    });
  }

  async start(): Promise<void> {
    for (const room of await this.#deps.shelf.rooms()) this.#elsewhere.add(room);
    await this.take();
  }

  async save(room: RoomId, draft: DraftView | undefined): Promise<void> {
    const { shelf, tell } = this.#deps;
    await shelf.write(room, draft);
    tell({ type: "draft", room, draft });
    inSilence(this.#send(room, draft?.text ?? ""));
  }

  async take(): Promise<void> {
    const { client, shelf, tell } = this.#deps;
    for (const { room, text } of await client.identity.takeDrafts()) {
      if (this.#changes.has(room)) continue;
      this.#note(room, text);
      const draft = text === "" ? undefined : { text };
      await shelf.write(room, draft);
      tell({ type: "draft", room, draft, elsewhere: true });
    }
  }

  async #send(room: RoomId, text: string): Promise<void> {
    const change = ++this.#count;
    this.#changes.set(room, change);
    await this.#deps.sleep(QUIET_MS);
    if (this.#changes.get(room) !== change) return;
    try {
      // What was sent before anybody else heard of it is nothing to take back.
      if (text === "" && !this.#elsewhere.has(room)) return;
      if (await this.#deps.client.identity.sendDraft({ room, text })) this.#note(room, text);
    } finally {
      if (this.#changes.get(room) === change) this.#changes.delete(room);
    }
  }

  #note(room: RoomId, text: string): void {
    if (text === "") this.#elsewhere.delete(room);
    else this.#elsewhere.add(room);
  }
}

/** A draft that does not get through stays here, and goes over with its next change. */
function inSilence(work: Promise<void>): void {
  work.catch(() => undefined);
}
