/**
 * Sending in end-to-end rooms: the server sees that a message is for the group as it stands, from a device that is in it,
 * and within bounds. What it says, and what it is about, is between the members.
 *
 * Cost for each message: two headers are read, and one row is looked up in the writer for the epoch.
 */
import { privateHeader } from "@warbler/mls/public";
import { type DeviceId, groupIdOf, LIMITS, RECORD_KINDS, type RoomId } from "@warbler/protocol";
import { EndToEndSchema, fromBinary } from "@warbler/protocol/wire";
import type { Receipt, RecordToAppend } from "../../kernel/plan.ts";
import { appending, requireRows, update } from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { type EndToEndSender, recordAppended } from "../messages/index.ts";
import { type GroupContext, stale } from "./context.ts";
import type { GroupView } from "./group-view.ts";
import { groups } from "./tables.ts";

const KINDS: ReadonlySet<number> = new Set([
  RECORD_KINDS.message,
  RECORD_KINDS.edit,
  RECORD_KINDS.recall,
  RECORD_KINDS.reaction,
  RECORD_KINDS.pin,
  RECORD_KINDS.describe,
]);
/** Commitment, tag and signature: a content part has at least these. */
const CONTENT_PART_MIN_BYTES = 1 + 32 + 64 + 16;

export function endToEndSending(context: GroupContext): EndToEndSender {
  const { ledger, clock, store, views } = context;
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

  const fits = (view: GroupView, header: { readonly groupId: Uint8Array; readonly epoch: bigint }, room: RoomId) =>
    header.epoch === BigInt(view.epoch) && Buffer.compare(header.groupId, groupIdOf(room, view.generation)) === 0;

  return {
    async send(grant: Grant<"message.send">, { message, kind, bytes }): Promise<Result<Receipt>> {
      const { room } = grant.resource;
      const { account, device } = grant.caller;
      if (!KINDS.has(kind)) return refuse("bad-request", "unknown record kind");
      const header = parse(bytes);
      if (!header.ok) return header;
      const record: RecordToAppend = {
        room,
        message,
        author: account,
        device,
        kind,
        atMs: clock.nowMs(),
        imported: false,
        content: bytes,
        endToEnd: true,
      };
      const known = await views.view(room);
      const view = known !== undefined && fits(known, header.value, room) ? known : await views.reload(room);
      if (view === undefined) return refuse("group-missing");
      const problem = !view.devices.has(device)
        ? refuse("not-in-group")
        : !fits(view, header.value, room)
          ? stale(view)
          : mustCommitFirst(room, device, view)
            ? refuse("commit-first")
            : undefined;
      const isDescribing = kind === RECORD_KINDS.describe;
      // What was recorded under this id before is answered as it was then, however the group has moved on.
      const isRepeated = (problem !== undefined || isDescribing) && (await store.hasRecord(room, message));
      if (problem !== undefined && !isRepeated) return problem;
      const steps = isDescribing && !isRepeated ? [update(groups, { room }, { described: message })] : [];
      const { generation, epoch, pending } = view;
      const only = requireRows(groups, { room, generation, epoch, pending }, "stale-epoch");
      const done = await ledger.commit(grant, () => appending(recordAppended, steps, record, { record }, only));
      if (done.ok || done.refusal.code !== "stale-epoch") return done;
      const now = await views.reload(room);
      if (now === undefined) return done;
      return fits(now, header.value, room) ? refuse("commit-first") : stale(now);
    },
  };
}

/** The header of the MLS part, once both parts are within bounds. */
function parse(bytes: Uint8Array) {
  let given: { readonly mls: Uint8Array; readonly content: Uint8Array };
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
  if (content.length < CONTENT_PART_MIN_BYTES) return refuse("bad-request", "expected a content part");
  const header = privateHeader(mls);
  return header.ok ? ok(header.value) : refuse("bad-request", "expected an encrypted MLS message");
}
