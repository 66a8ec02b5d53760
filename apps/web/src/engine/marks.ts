/** What this person marked, as the server last told: kept beside the messages, so that what is hidden stays so offline. */
import { isId, MARK_KINDS, type MarkAnswer, type RoomId } from "@warbler/protocol";
import { type Store, type Warbler, WarblerError } from "@warbler/sdk";
import * as z from "zod/mini";
import type { EngineEvent, MarkPlace } from "./engine-api.ts";

const KEY = "marks";
const roomId = z.custom<RoomId>((value) => typeof value === "string" && isId<RoomId>(value));
const kept = z.array(z.object({ room: roomId, seq: z.int(), mark: z.enum(MARK_KINDS), atMs: z.number() }));

export class Marks {
  readonly #me: Warbler;
  readonly #store: Store;
  readonly #tell: (event: EngineEvent) => void;
  #all: readonly MarkAnswer[] = [];

  constructor(me: Warbler, store: Store, tell: (event: EngineEvent) => void) {
    this.#me = me;
    this.#store = store;
    this.#tell = tell;
    me.on("mark", ({ type: _type, on, ...set }) => {
      const others = this.#all.filter((one) => !isSame(one, set));
      this.#put(on ? [set, ...others] : others);
    });
    me.on("connection", ({ state }) => {
      if (state === "online") this.#refresh();
    });
  }

  get all(): readonly MarkAnswer[] {
    return this.#all;
  }

  async load(): Promise<void> {
    const bytes = await this.#store.read(KEY);
    const parsed = z.safeParse(kept, bytes === undefined ? [] : JSON.parse(new TextDecoder().decode(bytes)));
    if (parsed.success && this.#all.length === 0) this.#show(parsed.data);
    this.#refresh();
  }

  set(record: MarkPlace, on: boolean): Promise<void> {
    return this.#me.mark(record, on);
  }

  #refresh(): void {
    this.#me.marks().then(
      (marks) => this.#put(marks),
      (error: unknown) => {
        if (!(error instanceof WarblerError)) reportError(error);
      },
    );
  }

  #put(marks: readonly MarkAnswer[]): void {
    this.#show(marks);
    const value = new TextEncoder().encode(JSON.stringify(marks));
    this.#store.write([{ key: KEY, value }]).catch(reportError);
  }

  #show(marks: readonly MarkAnswer[]): void {
    this.#all = marks;
    this.#tell({ type: "marks", marks });
  }
}

/** A room is left unread from one place only. */
function isSame(one: MarkPlace, other: MarkPlace): boolean {
  return one.mark === other.mark && one.room === other.room && (one.mark === "unread" || one.seq === other.seq);
}
