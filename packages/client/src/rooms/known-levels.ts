/**
 * The end-to-end rooms this client has seen, kept in the store: whatever a server says later, nothing is sent into them in
 * the clear. A room's level never changes; another level is another room.
 */
import { isId, PROTECTION_LEVELS, type ProtectionLevel, type RoomId } from "@warbler/protocol";
import type { Store } from "../store/store.ts";

const PREFIX = "level/";

export class KnownLevels {
  readonly #store: Store;
  readonly #levels = new Map<RoomId, ProtectionLevel>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Called once, before the server's word on any room is taken. */
  async load(): Promise<void> {
    let after: string | undefined;
    for (;;) {
      const page = await this.#store.list({ prefix: PREFIX, ...(after !== undefined && { after }) });
      for (const { key, value } of page) {
        const room = key.slice(PREFIX.length);
        const level = PROTECTION_LEVELS.find((known) => known === new TextDecoder().decode(value));
        if (isId<RoomId>(room) && level !== undefined) this.#levels.set(room, level);
      }
      after = page.at(-1)?.key;
      if (after === undefined) return;
    }
  }

  /** Undefined for a room that was never seen here, or is `sealed`. */
  of(room: RoomId): ProtectionLevel | undefined {
    return this.#levels.get(room);
  }

  /** Resolves when the store holds it. */
  async note(room: RoomId, level: ProtectionLevel): Promise<void> {
    if (level === "sealed" || this.#levels.has(room)) return;
    this.#levels.set(room, level);
    await this.#store.write([{ key: `${PREFIX}${room}`, value: new TextEncoder().encode(level) }]);
  }
}
