/**
 * A device that came in by itself finds the room's name where it was last given, once it has the key of that record; its
 * own or another device of its account had taken the name as given by someone who may. True once it is found.
 */
import type { EngineHost } from "../rooms/end-to-end-room.ts";
import type { EngineState } from "./engine-state.ts";
import type { GroupDeps } from "./group-deps.ts";
import { describedByKeychain } from "./read-opened.ts";

export async function findName(host: EngineHost, state: EngineState, deps: GroupDeps): Promise<boolean> {
  const entry = (await state.load())?.entry;
  if (entry === undefined || entry.namedSeq <= entry.describedSeq || !deps.isOnline()) return false;
  const { namedSeq: seq } = entry;
  const record = await host.sync.single(seq);
  const described = record && (await describedByKeychain(record, deps));
  if (described === undefined) return false;
  await state.step(async (held) => {
    if (held === undefined || held.entry.describedSeq >= seq) return { value: undefined };
    return { held: { ...held, entry: { ...held.entry, ...described, describedSeq: seq } }, value: undefined };
  });
  return true;
}
