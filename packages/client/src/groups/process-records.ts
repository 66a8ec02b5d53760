/**
 * Takes a room's records in, in their order, each once: handshakes move the group, contents are opened with it. Nothing is
 * stored here; what comes out is written in one go with the new cursor, so that a crash leaves all of it or nothing.
 */
import { RECORD_KINDS } from "@warbler/protocol";
import type { RoomRecord } from "../sync/room-record.ts";
import { HandshakeFollower } from "./follow-handshakes.ts";
import type { HeldGroup } from "./held-group.ts";
import { Intake, type ProcessDeps } from "./intake.ts";
import { ContentOpener } from "./open-contents.ts";
import { bytesFromOpened, type OpenedEntry, openedKey, SILENT } from "./opened-entry.ts";

/** What has to be stored and done. */
export interface Processed
  extends Pick<Intake, "held" | "writes" | "keys" | "consumed" | "adopted" | "followed" | "moved"> {
  readonly records: readonly { readonly record: RoomRecord; readonly entry: OpenedEntry }[];
}

const CONTENT_KINDS: ReadonlySet<number> = new Set([
  RECORD_KINDS.message,
  RECORD_KINDS.edit,
  RECORD_KINDS.recall,
  RECORD_KINDS.reaction,
  RECORD_KINDS.pin,
  RECORD_KINDS.describe,
  RECORD_KINDS.import,
]);

export function isContentKind(kind: number): boolean {
  return CONTENT_KINDS.has(kind);
}

/** Stops behind a record that breaks the group or takes this device out of it. */
export async function processRecords(
  before: HeldGroup,
  records: readonly RoomRecord[],
  deps: ProcessDeps,
): Promise<Processed> {
  const intake = new Intake(before, deps);
  const [handshakes, contents] = [new HandshakeFollower(intake), new ContentOpener(intake)];
  const open = async (record: RoomRecord): Promise<OpenedEntry> => {
    if (record.kind === RECORD_KINDS.handshake) return handshakes.handshake(record);
    const { group } = intake.held;
    if (group === undefined) return intake.break("lost", record, "the keys of the group's epoch");
    if (record.erased) return SILENT;
    if (record.kind === RECORD_KINDS.proposal) return handshakes.proposal(record, group);
    return isContentKind(record.kind) ? contents.open(record, group) : SILENT;
  };
  const taken: { readonly record: RoomRecord; readonly entry: OpenedEntry }[] = [];
  for (const record of records) {
    const entry = await open(record);
    // A record that breaks the group stays to be processed by the group that heals it.
    const { broken } = intake.held.entry;
    if (broken !== undefined && broken !== "replaced") break;
    taken.push({ record, entry });
    intake.writes.push({ key: openedKey(record.room, record.seq), value: bytesFromOpened(entry) });
    const latestAtMs = Math.max(intake.held.entry.latestAtMs, record.atMs);
    intake.held = { ...intake.held, entry: { ...intake.held.entry, cursor: record.seq, latestAtMs } };
    if (intake.held.entry.standing !== "member" || broken !== undefined) break;
  }
  const { held, writes, keys, consumed, adopted, followed, moved } = intake;
  return { held, records: taken, writes, keys, consumed, adopted, followed, moved };
}
