/**
 * Sending in end-to-end rooms: the server sees that a message is for the group as it stands, from a device that is in it,
 * and within bounds. What it says, and what it is about, is between the members.
 *
 * Cost for each message: two headers are read, and one row is looked up in the writer for the epoch.
 */
import { RECORD_KINDS } from "@warbler/protocol";
import type { Receipt, RecordToAppend } from "../../kernel/plan.ts";
import { appending, update } from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { type Result, refuse } from "../../kernel/result.ts";
import { type EndToEndSender, recordAppended } from "../messages/index.ts";
import type { GroupContext } from "./context.ts";
import { type EpochGate, headerIn } from "./epoch-gate.ts";
import { groups } from "./tables.ts";

const KINDS: ReadonlySet<number> = new Set([
  RECORD_KINDS.message,
  RECORD_KINDS.edit,
  RECORD_KINDS.recall,
  RECORD_KINDS.reaction,
  RECORD_KINDS.pin,
  RECORD_KINDS.describe,
]);

export function endToEndSending({ ledger, clock, store, policy }: GroupContext, gate: EpochGate): EndToEndSender {
  return {
    async send(grant: Grant<"message.send">, { message, kind, bytes }): Promise<Result<Receipt>> {
      const { room } = grant.resource;
      const { account, device } = grant.caller;
      if (!KINDS.has(kind)) return refuse("bad-request", "unknown record kind");
      const header = headerIn(bytes);
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
      const { problem, only } = await gate.look(room, device, header.value);
      const isDescribing = kind === RECORD_KINDS.describe;
      // What was recorded under this id before is answered as it was then, however the group has moved on.
      const isRepeated = (problem !== undefined || isDescribing) && (await store.hasRecord(room, message));
      if (only === undefined || (problem !== undefined && !isRepeated)) return problem ?? refuse("group-missing");
      // Members refuse it, and whoever comes later would look for the room's name there.
      if (isDescribing && !isRepeated && (await policy.rosterOf(room)).get(account)?.role === "member")
        return refuse("forbidden");
      const steps = isDescribing && !isRepeated ? [update(groups, { room }, { described: message })] : [];
      const done = await ledger.commit(grant, () => appending(recordAppended, steps, record, { record }, only));
      return gate.explained(room, header.value, done);
    },
  };
}
