/** How far this device has followed a room's erasures: up to which number it destroyed, and what it has not told the server yet. */
import type { RoomId } from "@warbler/protocol";
import type { Store } from "../store/store.ts";

export interface ErasureMark {
  readonly doneNumber: number;
  readonly unconfirmed: readonly { readonly number: number; readonly leaf: number; readonly position: number }[];
}

const erasureMarkKey = (room: RoomId) => `erasures/${room}`;

export async function readErasureMark(store: Store, room: RoomId): Promise<ErasureMark> {
  const [done = "", ...unconfirmed] = new TextDecoder().decode(await store.read(erasureMarkKey(room))).split(" ");
  return {
    doneNumber: Number(done),
    unconfirmed: unconfirmed.map((text) => {
      const [number = 0, leaf = 0, position = 0] = text.split("/").map(Number);
      return { number, leaf, position };
    }),
  };
}

/** The number alone where everything is told. */
export async function writeErasureMark(
  store: Store,
  room: RoomId,
  { doneNumber, unconfirmed }: ErasureMark,
): Promise<void> {
  const places = unconfirmed.map(({ number, leaf, position }) => `${number}/${leaf}/${position}`);
  const value = new TextEncoder().encode([doneNumber, ...places].join(" "));
  await store.write([{ key: erasureMarkKey(room), value }]);
}
