/** Whether something encrypted is for the group as it stands, from a device that is in it, and within bounds. */
import { privateHeader } from "@warbler/mls/public";
import { type DeviceId, groupIdOf, LIMITS, type RoomId } from "@warbler/protocol";
import { type EndToEnd, EndToEndSchema, fromBinary } from "@warbler/protocol/wire";
import { type Requirement, requireRows } from "../../kernel/plan.ts";
import { ok, type Refusal, type Result, refuse } from "../../kernel/result.ts";
import { type GroupContext, stale } from "./context.ts";
import type { GroupView } from "./group-view.ts";
import { groups } from "./tables.ts";

/** Commitment, tag and signature: a content part has at least these. */
const CONTENT_PART_MIN_BYTES = 1 + 32 + 64 + 16;

interface Header {
  readonly groupId: Uint8Array;
  readonly epoch: bigint;
}

/** What is known before the commit: why it cannot be taken, and what the commit asks again. */
interface Look {
  readonly problem?: { readonly ok: false; readonly refusal: Refusal };
  /** Absent where the room has no group. */
  readonly only?: Requirement;
}

export function epochGate({ clock, views }: GroupContext) {
  const refusals = new Map<string, number[]>();

  /**
   * While a removal waits, messages are refused, so that who was revoked reads none of them; but a few times only, so that
   * nobody can silence a room by revoking devices.
   */
  const mustCommitFirst = (room: RoomId, device: DeviceId, view: GroupView): boolean => {
    if (view.pending === 0) return false;
    const key = `${room}/${device}/${view.epoch}`;
    const nowMs = clock.nowMs();
    const recent = (refusals.get(key) ?? []).filter((atMs) => nowMs - atMs < LIMITS.commitFirstMs);
    if (recent.length >= LIMITS.commitFirstRefusals) return false;
    if (refusals.size > 10_000) refusals.clear();
    refusals.set(key, [...recent, nowMs]);
    return true;
  };

  const fits = (view: GroupView, header: Header, room: RoomId) =>
    header.epoch === BigInt(view.epoch) && Buffer.compare(header.groupId, groupIdOf(room, view.generation)) === 0;

  return {
    async look(room: RoomId, device: DeviceId, header: Header): Promise<Look> {
      const known = await views.view(room);
      const view = known !== undefined && fits(known, header, room) ? known : await views.reload(room);
      if (view === undefined) return { problem: refuse("group-missing") };
      const { generation, epoch, pending } = view;
      const only = requireRows(groups, { room, generation, epoch, pending }, "stale-epoch");
      if (!view.devices.has(device)) return { problem: refuse("not-in-group"), only };
      if (!fits(view, header, room)) return { problem: stale(view), only };
      return mustCommitFirst(room, device, view) ? { problem: refuse("commit-first"), only } : { only };
    },

    /** A commit that `only` refused, with the group as it has become. */
    async explained<T>(room: RoomId, header: Header, done: Result<T>): Promise<Result<T>> {
      if (done.ok || done.refusal.code !== "stale-epoch") return done;
      const now = await views.reload(room);
      if (now === undefined) return done;
      return fits(now, header, room) ? refuse("commit-first") : stale(now);
    },
  };
}
export type EpochGate = ReturnType<typeof epochGate>;

/** Both parts of an `EndToEnd`, once they are within bounds. */
export function partsIn(bytes: Uint8Array): Result<EndToEnd> {
  let given: EndToEnd;
  try {
    given = fromBinary(EndToEndSchema, bytes);
  } catch {
    return refuse("bad-request", "expected an EndToEnd");
  }
  const { mls, content } = given;
  if (content.length > LIMITS.contentPartBytes || mls.length > LIMITS.mlsPartBytes)
    return refuse(
      "body-too-large",
      `at most ${LIMITS.contentPartBytes} and ${LIMITS.mlsPartBytes} bytes, got ${content.length} and ${mls.length}`,
    );
  return content.length < CONTENT_PART_MIN_BYTES ? refuse("bad-request", "expected a content part") : ok(given);
}

/** The header of the MLS part. */
export function headerIn(bytes: Uint8Array): Result<Header> {
  const parts = partsIn(bytes);
  if (!parts.ok) return parts;
  if (parts.value.batch.length > 0) return refuse("bad-request", "only an import names a batch");
  const header = privateHeader(parts.value.mls);
  return header.ok ? ok(header.value) : refuse("bad-request", "expected an encrypted MLS message");
}
