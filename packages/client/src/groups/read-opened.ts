/**
 * Records with what they say, as far as this device can tell: what the group opened is in the store; what came before this
 * device did, or was lost, is opened with keys from the keychain where there are some.
 */
import { contentHash, importedContentKey } from "@warbler/crypto/content-key";
import { base64urlFromBytes, RECORD_KINDS } from "@warbler/protocol";
import type { StoreWrite } from "../store/store.ts";
import type { RoomRecord } from "../sync/room-record.ts";
import type { OpenedRecord } from "../timeline/opened-record.ts";
import type { UndecryptableReason } from "../timeline/timeline-message.ts";
import { decodeEndToEnd } from "../wire/end-to-end.ts";
import type { GroupDeps } from "./group-deps.ts";
import { importWrites, isInBatch } from "./import-marks.ts";
import { openPart } from "./open-part.ts";
import {
  bytesFromOpened,
  claimsOtherAuthor,
  describedBy,
  type OpenedEntry,
  openedFromBytes,
  openedKey,
  openedPrefix,
  openedRecord,
  SILENT,
} from "./opened-entry.ts";
import { isContentKind } from "./process-records.ts";

interface Deps extends Pick<GroupDeps, "identity" | "store" | "platform"> {
  /** The record of a batch was opened with a key from elsewhere. */
  readonly batchOpened?: () => void;
}

/** `joinedSeq`: what comes after is opened by the group; undefined while this device is in none. */
export async function readOpened(
  records: readonly RoomRecord[],
  joinedSeq: number | undefined,
  deps: Deps,
): Promise<readonly OpenedRecord[]> {
  const entries = await storedEntries(records, deps);
  const unread = records.filter(
    (record) => isContentKind(record.kind) && !record.erased && !isSettled(entries.get(record.seq)),
  );
  const opened = await openByKeychain(unread, deps);
  return records.map((record) => {
    const entry = opened.get(record.seq) ?? entries.get(record.seq) ?? entryWithoutKey(record, joinedSeq, deps);
    return openedRecord(record, entry);
  });
}

/** Name and topic that the record gives, where a key from the keychain opens it. */
export async function describedByKeychain(
  record: RoomRecord,
  deps: Deps,
): Promise<{ readonly name: string; readonly topic: string } | undefined> {
  const entry = (await openByKeychain([record], deps)).get(record.seq);
  return entry && describedBy(record, entry);
}

function isSettled(entry: OpenedEntry | undefined): boolean {
  return entry !== undefined && !(entry.kind === "undecryptable" && entry.reason !== "tampered");
}

async function storedEntries(
  records: readonly RoomRecord[],
  { store }: Deps,
): Promise<ReadonlyMap<number, OpenedEntry>> {
  const found = new Map<number, OpenedEntry>();
  const [first] = records;
  const last = records.at(-1);
  if (first === undefined || last === undefined) return found;
  const prefix = openedPrefix(first.room);
  const after = openedKey(first.room, first.seq - 1);
  const stored = await store.list({ prefix, after, limit: last.seq - first.seq + 1 });
  for (const { key, value } of stored) {
    const entry = openedFromBytes(value);
    if (entry !== undefined) found.set(Number(key.slice(prefix.length)), entry);
  }
  return found;
}

async function openByKeychain(
  records: readonly RoomRecord[],
  { identity, store, batchOpened }: Deps,
): Promise<ReadonlyMap<number, OpenedEntry>> {
  const opened = new Map<number, OpenedEntry>();
  const parts = records.flatMap((record) => {
    const wire = decodeEndToEnd(record.content);
    if (wire === undefined) return [];
    const { content: part, batch } = wire;
    const isImported = batch.length > 0;
    return [{ record, part, isImported, hash: isImported ? batch : contentHash(part) }];
  });
  if (parts.length === 0) return opened;
  const keys = await identity.keychain.find(parts.map(({ hash }) => hash));
  const writes: StoreWrite[] = [];
  const read = async (key: string) => writes.findLast((write) => write.key === key)?.value ?? store.read(key);
  for (const { record, part, hash, isImported } of parts) {
    const key = keys.get(base64urlFromBytes(hash));
    const { room, message, author, device, kind } = record;
    const isOfRecord = key?.room === room && key.author === author && (isImported || key.message === message);
    const verifyingKey = device && (await identity.membership.signatureKeyEver(author, device));
    if (!isOfRecord || device === undefined || verifyingKey === undefined) continue;
    if (isImported && (await isInBatch({ read }, { room, batch: hash, part })) !== true) continue;
    const contentKey = isImported
      ? importedContentKey(key.contentKey, { room, author, device, message, kind })
      : key.contentKey;
    const content = await openPart(record, { contentKey, part, verifyingKey });
    if (content === undefined) continue;
    const isForged = !isImported && claimsOtherAuthor(content);
    const entry: OpenedEntry = isForged ? SILENT : { kind: "content", contentKey, content };
    opened.set(record.seq, entry);
    writes.push({ key: openedKey(room, record.seq), value: bytesFromOpened(entry) }, ...importWrites(record, content));
  }
  if (writes.length > 0) await store.write(writes);
  // Its messages may have been looked at before it was here: history is read from its end.
  if ([...opened].some(([seq]) => records.find((record) => record.seq === seq)?.kind === RECORD_KINDS.import))
    batchOpened?.();
  return opened;
}

function entryWithoutKey(record: RoomRecord, joinedSeq: number | undefined, { identity, platform }: Deps): OpenedEntry {
  if (!isContentKind(record.kind)) return SILENT;
  return { kind: "undecryptable", reason: reasonFor(record, joinedSeq, identity), sinceMs: platform.nowMs() };
}

function reasonFor(
  { seq }: RoomRecord,
  joinedSeq: number | undefined,
  identity: Deps["identity"],
): UndecryptableReason {
  if (joinedSeq === undefined || seq > joinedSeq) return "key-missing";
  return identity.needsRecovery() ? "needs-recovery" : "before-joining";
}
