/** What this person marked, as the server last told: kept beside the messages, so that what is hidden stays so offline. */
import { isId, MARK_KINDS, type MarkAnswer, type RoomId } from "@warbler/protocol";
import type { Store, Warbler } from "@warbler/sdk";
import * as z from "zod/mini";
import { reportDefect } from "./defect.ts";
import type { MarkPlace } from "./engine-api.ts";
import type { EngineEvent } from "./engine-event.ts";
import { onOnline } from "./on-online.ts";

const KEY = "marks";
const roomId = z.custom<RoomId>((value) => typeof value === "string" && isId<RoomId>(value));
const kept = z.array(z.object({ room: roomId, seq: z.int(), mark: z.enum(MARK_KINDS), atMs: z.number() }));

export class Marks {
  readonly #me: Warbler;
  readonly #store: Store;
  readonly #tell: (event: EngineEvent) => void;
  #all: readonly MarkAnswer[] = [];
  /** Counts what was told of single marks. */
  #news = 0;

  constructor(me: Warbler, store: Store, tell: (event: EngineEvent) => void) {
    this.#me = me;
    this.#store = store;
    this.#tell = tell;
    me.on("mark", ({ type: _type, on, ...set }) => {
      this.#news++;
      const others = this.#all.filter((one) => !isSame(one, set));
      this.#put(on ? [set, ...others] : others);
    });
    onOnline(me, () => this.#refresh());
  }

  get all(): readonly MarkAnswer[] {
    return this.#all;
  }

  /** Shows what was told before, and asks again after `rest`. */
  async load(rest: () => Promise<unknown>): Promise<void> {
    const bytes = await this.#store.read(KEY);
    const parsed = z.safeParse(kept, bytes === undefined ? [] : JSON.parse(new TextDecoder().decode(bytes)));
    if (parsed.success && this.#all.length === 0) this.#show(parsed.data);
    await rest();
    this.#refresh();
  }

  set(record: MarkPlace, on: boolean): Promise<void> {
    return this.#me.mark(record, on);
  }

  /** An answer that a mark overtook may be from before it, so then it is asked again. */
  #refresh(): void {
    const before = this.#news;
    this.#me.marks().then((marks) => (this.#news === before ? this.#put(marks) : this.#refresh()), reportDefect);
  }

  #put(marks: readonly MarkAnswer[]): void {
    this.#show(marks);
    const value = new TextEncoder().encode(JSON.stringify(marks));
    this.#store.write([{ key: KEY, value }]).catch(reportDefect);
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
