/**
 * Messages from another system in end-to-end rooms: a member's client encrypts them, and one MLS message carries the key of a
 * whole batch. The record with that message and those it opens are appended together or not at all, in the epoch it was
 * made for, so that nobody who was removed meanwhile has the key of what comes after.
 */
import { createHash } from "node:crypto";
import { type HistoryAnswer, isId, LIMITS, type MessageId, RECORD_KINDS } from "@warbler/protocol";
import { fromBinary, type HistoryBatch, HistoryBatchSchema } from "@warbler/protocol/wire";
import { aboutEach, append, appendAll, plan, type RecordToAppend } from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { GroupContext } from "./context.ts";
import { type EpochGate, headerIn, partsIn } from "./epoch-gate.ts";
import { historyAdded } from "./facts.ts";

export function addingHistory(context: GroupContext, gate: EpochGate) {
  const { ledger, clock, store } = context;

  return {
    /** The same batch again, or one with messages that are there, adds what is missing. */
    async addHistory(grant: Grant<"history.import">, bytes: Uint8Array): Promise<Result<HistoryAnswer>> {
      const { room } = grant.resource;
      const state = await context.endToEndRoom(room);
      if (!state.ok) return state;
      const batch = parseBatch(bytes);
      if (!batch.ok) return batch;
      const header = headerIn(batch.value.content);
      if (!header.ok) return header;
      const by = { room, author: grant.caller.account, device: grant.caller.device, atMs: clock.nowMs() };
      const { message, content, records } = batch.value;
      const there = await store.known(room, [message, ...records.map((record) => record.message)]);
      const fresh = records.filter((record) => !there.has(record.message));
      const { problem, only } = await gate.look(room, by.device, header.value);
      // What is there is answered as it was; nothing more comes under a key of an epoch that is over.
      const isRepeated = there.has(message) && fresh.length === 0;
      if (only === undefined || (problem !== undefined && !isRepeated)) return problem ?? refuse("group-missing");
      const opening: RecordToAppend = {
        ...{ ...by, message, content, kind: RECORD_KINDS.import },
        ...{ imported: false, endToEnd: true },
      };
      const added = fresh.map(
        (record): RecordToAppend => ({
          ...{ ...by, ...record, kind: RECORD_KINDS.message },
          ...{ imported: true, endToEnd: true },
        }),
      );
      const about = aboutEach(by.author, [], { room, records: added.length });
      const steps = [append(opening, only), appendAll(added)];
      const done = await ledger.commit(grant, () => plan(historyAdded, about, steps, { room }));
      if (!done.ok) return gate.explained(room, header.value, done);
      const { leaf, position, added: count } = done.value;
      return ok({ added: count, repeated: records.length - count, log: { leaf, position } });
    },
  };
}

interface ParsedRecord {
  readonly message: MessageId;
  readonly content: Uint8Array;
}

/** A batch whose records all name the record that opens it, and each an id of its own. */
function parseBatch(bytes: Uint8Array): Result<ParsedRecord & { readonly records: readonly ParsedRecord[] }> {
  let given: HistoryBatch;
  try {
    given = fromBinary(HistoryBatchSchema, bytes);
  } catch {
    return refuse("bad-request", "expected a HistoryBatch");
  }
  const { message, content } = given;
  if (!isId<MessageId>(message)) return refuse("bad-request", "expected a message id");
  if (given.records.length > LIMITS.importBatchMessages)
    return refuse("body-too-large", `at most ${LIMITS.importBatchMessages} records, got ${given.records.length}`);
  const opening = partsIn(content);
  if (!opening.ok) return opening;
  const hash = createHash("sha256").update(opening.value.content).digest();
  const records: ParsedRecord[] = [];
  for (const record of given.records) {
    const parts = partsIn(record.content);
    if (!parts.ok) return parts;
    const { mls, batch } = parts.value;
    if (mls.length > 0 || Buffer.compare(batch, hash) !== 0)
      return refuse("bad-request", "expected records that name the record that opens their batch");
    if (!isId<MessageId>(record.message)) return refuse("bad-request", "expected a message id");
    records.push({ message: record.message, content: record.content });
  }
  if (new Set([message, ...records.map((record) => record.message)]).size !== records.length + 1)
    return refuse("bad-request", "expected each message id once");
  return ok({ message, content, records });
}
