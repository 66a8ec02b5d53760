/** Saying, changing, taking back, reacting and pinning; and reading it all back. */
import { LIMITS, type MessageId, type ProtectionLevel, RECORD_KINDS, type RoomId } from "@warbler/protocol";
import type { Record as WireRecord, Records as WireRecords } from "@warbler/protocol/wire";
import { roomChainStart } from "@warbler/transparency";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { nodeHasher } from "../../kernel/log/hasher.ts";
import {
  appending,
  factType,
  insertOrKeep,
  type Receipt,
  type RecordToAppend,
  remove,
  requireRows,
  type Step,
} from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { addressed, records } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { useSteps } from "../attachments/index.ts";
import { type ParsedContent, parseContent } from "./content.ts";
import { messageStore, type RecordRow } from "./store.ts";
import { pins } from "./tables.ts";

/** A record was appended; `record` is what was asked, the receipt has its seq, salt and commitment. */
export const recordAppended = factType<{ readonly record: RecordToAppend }>("record.appended");

export interface MessagesDeps extends Pick<Kernel, "ledger" | "policy" | "reader" | "vault" | "clock"> {
  readonly stateOf: (
    room: RoomId,
  ) => Promise<{ readonly level: ProtectionLevel; readonly successor: RoomId | null } | undefined>;
  readonly endToEnd: EndToEndSender;
  /** Whether what was written then can still be taken back by its author. */
  readonly canRecall: (writtenAtMs: number) => Promise<boolean>;
}

export interface ToSend {
  readonly message: MessageId;
  readonly kind: number;
  readonly bytes: Uint8Array;
}

/** Sends in end-to-end rooms, where content is ciphertext and what is checked is how it is sealed to whom. */
export interface EndToEndSender {
  send(grant: Grant<"message.send">, toSend: ToSend): Promise<Result<Receipt>>;
}

const NO_BYTES = new Uint8Array();

export function messageRules(deps: MessagesDeps) {
  const { ledger, policy, vault, clock } = deps;
  const store = messageStore(deps.reader);

  /** Edits are the author's, recalls the author's or a moderator's, everything else needs its target to be there. */
  const checkTargets = async (
    grant: Grant<"message.send">,
    content: ParsedContent,
  ): Promise<Result<readonly Step[]>> => {
    const { room } = grant.resource;
    for (const target of content.targets) {
      const row = await store.record(room, target);
      if (row === undefined || row.kind !== RECORD_KINDS.message) return refuse("target-missing");
      const isAuthor = row.author === grant.caller.account && row.imported === 0;
      if (content.kind === "edit" && !isAuthor) return refuse("not-author");
      // Other words in its place would take a message back as well.
      if (content.kind === "edit" && !(await deps.canRecall(row.at_ms))) return refuse("recall-over");
      if (content.kind === "recall" && !(isAuthor && (await deps.canRecall(row.at_ms)))) {
        const moderates = await policy.decide(grant.caller, "message.recall-any", { kind: "room", room });
        if (!moderates.ok) return refuse(isAuthor ? "recall-over" : "not-author");
      }
      if (content.kind === "recall")
        return ok([
          requireRows(records, { room, message: target }, "target-missing"),
          remove(addressed, { room, seq: row.seq }, "ignore"),
        ]);
      if (content.kind === "pin" && content.body.case === "pin") {
        const mayPin = await policy.decide(grant.caller, "message.pin", { kind: "room", room });
        if (!mayPin.ok) return mayPin;
        return ok(
          content.body.value.removed
            ? [remove(pins, { room, message: target }, "ignore")]
            : [
                requireRows(pins, { room }, "too-many", 0, LIMITS.pinsPerRoom - 1),
                insertOrKeep(pins, {
                  room,
                  message: target,
                  seq: row.seq,
                  pinned_by: grant.caller.account,
                  at_ms: clock.nowMs(),
                }),
              ],
        );
      }
    }
    return ok(content.targets.map((message) => requireRows(records, { room, message }, "target-missing")));
  };

  const wireOf = (row: RecordRow): WireRecord => {
    const opened = vault.openRecord(row);
    return {
      $typeName: "warbler.sync.v1.Record",
      seq: row.seq,
      message: row.message,
      author: row.author,
      device: row.device ?? "",
      kind: row.kind,
      atMs: row.at_ms,
      imported: row.imported === 1,
      commitment: row.commitment,
      log: { $typeName: "warbler.sync.v1.LogPosition", leaf: row.leaf, position: row.position },
      ...(opened === ERASED
        ? { erased: true, content: NO_BYTES, salt: NO_BYTES }
        : { erased: false, content: opened.content, salt: opened.salt }),
    };
  };

  return {
    async send(grant: Grant<"message.send">, toSend: ToSend): Promise<Result<Receipt>> {
      const state = await deps.stateOf(grant.resource.room);
      if (state === undefined) return refuse("not-found");
      if (state.successor !== null) return refuse("room-succeeded");
      if (state.level !== "sealed") return deps.endToEnd.send(grant, toSend);
      const parsed = parseContent(toSend.kind, toSend.bytes);
      if (!parsed.ok) return parsed;
      const content = parsed.value;
      let steps: readonly Step[] = [];
      if (content.targets.length > 0) {
        const checked = await checkTargets(grant, content);
        if (!checked.ok) return checked;
        steps = checked.value;
      }
      const { attachments } = content;
      if (attachments.length > 0) steps = [...steps, ...useSteps(grant.resource.room, toSend.message, attachments)];
      const record: RecordToAppend = {
        room: grant.resource.room,
        message: toSend.message,
        author: grant.caller.account,
        device: grant.caller.device,
        kind: toSend.kind,
        atMs: clock.nowMs(),
        imported: false,
        content: toSend.bytes,
        ...(content.revises !== undefined && { revises: content.revises }),
        addresses: content.addresses,
      };
      return ledger.commit(grant, () => appending(recordAppended, steps, record, { record }));
    },

    /** A page of records, oldest first, with the link of the room's chain before the first. */
    async fetch(
      grant: Grant<"message.read">,
      page: {
        readonly afterSeq: number;
        readonly beforeSeq: number;
        readonly backwards: boolean;
        readonly limit: number;
      },
    ) {
      const { room } = grant.resource;
      const rows = page.backwards
        ? await store.before(room, page.beforeSeq === 0 ? Number.MAX_SAFE_INTEGER : page.beforeSeq, page.limit + 1)
        : await store.after(room, page.afterSeq, page.limit + 1);
      const shown = beginningThatFits(rows.slice(0, page.limit));
      const more = rows.length > shown.length;
      if (page.backwards) shown.reverse();
      const [first] = shown;
      const previousCommitment =
        first === undefined || first.seq === 1
          ? roomChainStart(Buffer.from(room), nodeHasher)
          : ((await store.commitmentAt(room, first.seq - 1)) ?? new Uint8Array());
      return ok<WireRecords>({
        $typeName: "warbler.sync.v1.Records",
        room,
        records: shown.map(wireOf),
        more,
        previousCommitment,
      });
    },

    async pins(grant: Grant<"room.read">) {
      const { room } = grant.resource;
      const pinned = await store.pins(room);
      const there = await store.pinnedRecords(room);
      const erased = new Set(there.flatMap((row) => (vault.openRecord(row) === ERASED ? [row.seq] : [])));
      return ok({
        pins: pinned.flatMap(({ seq, pinned_by, at_ms }) =>
          erased.has(seq) ? [] : [{ seq, by: pinned_by, atMs: at_ms }],
        ),
      });
    },
  };
}

/** Of a record beside its content: ids, digests, numbers, and protobuf's tags. */
const RECORD_OVERHEAD_BYTES = 512;
const PAGE_BYTES = LIMITS.socketFrameBytes - 1_024;

/** As many of these rows, from the first, as one frame takes: three at least, since none is larger than a third of it. */
function beginningThatFits(rows: readonly RecordRow[]): RecordRow[] {
  let bytes = 0;
  const tooMany = rows.findIndex(({ content }) => {
    bytes += content.length + RECORD_OVERHEAD_BYTES;
    return bytes > PAGE_BYTES;
  });
  return tooMany === -1 ? [...rows] : rows.slice(0, tooMany);
}

export type MessageRules = ReturnType<typeof messageRules>;
