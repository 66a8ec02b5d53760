/** Takes the secrets of a group that is over out of memory, where they would wait for the garbage collector. */
import { secretsOfGroup } from "@warbler/mls";
import type { RoomGroup } from "./mls-group.ts";

type Group = Pick<RoomGroup, "state">;

/** All that `gone` holds and `kept`, which came of it, does not. */
export function wipeGroup(gone: Group | undefined, kept: Group | undefined): void {
  if (gone === undefined || gone.state === kept?.state) return;
  const used = new Set(kept === undefined ? [] : secretsOfGroup(kept.state));
  for (const secret of secretsOfGroup(gone.state)) if (!used.has(secret)) secret.fill(0);
}
