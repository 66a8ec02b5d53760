/**
 * Holds what the server says was erased against the audit log. A server can lie about what it keeps, but what it makes
 * members destroy is then in the log for everybody, under its signature, in the tree that this client has pinned.
 */
import type { RoomErasure, RoomId } from "@warbler/protocol";
import type { LogWatch } from "../audit/log-watch.ts";
import { isInLog } from "../audit/prove-fact.ts";
import { type ErasureReach, reachFromDetail } from "./erasure-reach.ts";

/** Undefined where the log does not show that this was erased of this room. Throws where it cannot be asked. */
export async function proveErasure(
  { number, ...told }: RoomErasure,
  room: RoomId,
  log: Pick<LogWatch, "verifierKey" | "acceptNote">,
): Promise<ErasureReach | undefined> {
  const reach = reachFromDetail(told.detail);
  if (reach?.room !== room || reach.number !== number) return undefined;
  return (await isInLog({ ...told, kind: "erasure.completed", subject: "" }, log)) ? reach : undefined;
}
