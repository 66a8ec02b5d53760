/**
 * Reports a message to those who look after security. In end-to-end rooms the keys of exactly the messages that are shown go
 * with it: what opens nothing else, and lets whoever reads it check that their author's device made them.
 */
import {
  base64urlFromBytes,
  idFromDigest,
  LIMITS,
  type ReportAnswer,
  type ReportId,
  type RoomId,
} from "@warbler/protocol";
import type { Fail } from "../errors.ts";
import { openedFromBytes, openedKey } from "../groups/opened-entry.ts";
import type { Platform } from "../platform/platform.ts";
import type { Room } from "../rooms/room.ts";
import type { NewReport } from "./new-report.ts";
import type { ApiClient } from "../session/api-client.ts";
import type { Store } from "../store/store.ts";

export interface MakeReportDeps {
  readonly room: Pick<Room, "id" | "level" | "message" | "history">;
  readonly api: ApiClient;
  readonly store: Store;
  readonly platform: Pick<Platform, "randomBytes">;
  readonly fail: Fail;
}

export async function makeReport(
  { message, reason, note = "", context = 0 }: NewReport,
  deps: MakeReportDeps,
): Promise<ReportAnswer> {
  const { room, api, platform, fail } = deps;
  const reported = await room.message(message);
  if (reported === undefined) throw fail("not-found", { detail: "no such message in this room" });
  const limit = Math.min(context, LIMITS.messagesPerReport - 1);
  const before = limit <= 0 ? [] : await room.history({ before: reported.seq, limit });
  // What cannot be read here cannot be disclosed either, and is left out of what is shown with it.
  const shown = before.filter(({ erased, unreadable }) => !erased && !unreadable);
  const seqs = [reported.seq, ...shown.map(({ seq }) => seq)];
  const messages = await Promise.all(seqs.map(async (seq) => ({ seq, ...(await disclosureOf(seq, deps)) })));
  const id = idFromDigest<ReportId>(platform.randomBytes(16));
  return api.call("makeReport", { id, reason, note, messages }, { room: room.id });
}

async function disclosureOf(
  seq: number,
  { room, store, fail }: MakeReportDeps,
): Promise<{ readonly contentKey?: string }> {
  if (room.level === "sealed") return {};
  const entry = await keptEntry(room.id, seq, store);
  if (entry?.kind !== "content") throw fail("not-found", { detail: "this device cannot read the message" });
  return { contentKey: base64urlFromBytes(entry.contentKey) };
}

async function keptEntry(room: RoomId, seq: number, store: Store) {
  const bytes = await store.read(openedKey(room, seq));
  return bytes && openedFromBytes(bytes);
}
