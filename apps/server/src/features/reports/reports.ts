/**
 * Reports of messages. A member discloses what they can read themselves, by reference, and in end-to-end rooms with the keys of
 * just these messages; whoever looks after security reads that, which is a fact of its own, and answers the reporter.
 */
import {
  type AccountId,
  type ApiParsed,
  base64urlFromBytes,
  bytesFromBase64url,
  LIMITS,
  type ProtectionLevel,
  RECORD_KINDS,
  type ReportAnswer,
  type ReportDetail,
  type ReportedMessage,
  type ReportId,
  type ReportState,
  type RoomId,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { aboutEach, factType, insert, plan, requireRows, update } from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { type ReportRow, reportStore } from "./store.ts";
import { reportedRecords, reports } from "./tables.ts";

interface Notice {
  readonly reporter: AccountId;
  /** Who wrote what was reported; they are not told, also where they look after reports. */
  readonly author: AccountId;
}
export const reportMade = factType<Notice>("report.made");
export const reportTaken = factType<Notice>("report.taken");
export const reportClosed = factType<Notice>("report.closed");
const reportRead = factType<null>("report.read");

export interface ReportsDeps extends Pick<Kernel, "ledger" | "reader" | "vault" | "clock"> {
  readonly levelOf: (room: RoomId) => Promise<ProtectionLevel | undefined>;
}

export function reportRules({ ledger, reader, vault, clock, levelOf }: ReportsDeps) {
  const store = reportStore(reader);

  const answerOf = (row: ReportRow): ReportAnswer => {
    const note = vault.open(reports, "note", row);
    const answer = row.answer === null ? undefined : vault.open(reports, "answer", row);
    return {
      id: row.id,
      room: row.room,
      seq: row.seq,
      author: row.author,
      reporter: row.reporter,
      reason: row.reason,
      note: note === ERASED ? "" : note,
      state: row.state,
      madeAtMs: row.made_ms,
      changedAtMs: row.changed_ms,
      ...(row.handler !== null && { handler: row.handler }),
      ...(row.outcome !== null && { outcome: row.outcome }),
      ...(typeof answer === "string" && { answer }),
    };
  };
  const current = async (id: ReportId): Promise<Result<ReportAnswer>> => {
    const row = await store.report(id);
    return row === undefined ? refuse("not-found") : ok(answerOf(row));
  };

  /** For who looks after reports. Of their own words there is none: it would name who reported them. */
  const handled = async ({ caller }: Grant<"report.handle">, id: ReportId): Promise<Result<ReportRow>> => {
    const row = await store.report(id);
    return row === undefined || row.author === caller.account ? refuse("not-found") : ok(row);
  };

  const disclosedOf = async (report: ReportId): Promise<readonly ReportedMessage[]> => {
    const shown: ReportedMessage[] = [];
    for (const row of await store.disclosed(report)) {
      const record = await store.record(row.room, row.seq);
      if (record === undefined) continue;
      const opened = vault.openRecord(record);
      const key = row.content_key === null ? ERASED : vault.openBytes(reportedRecords, "content_key", row);
      shown.push({
        room: row.room,
        seq: row.seq,
        message: record.message,
        author: record.author,
        kind: record.kind,
        atMs: record.at_ms,
        imported: record.imported === 1,
        content: opened === ERASED ? "" : base64urlFromBytes(opened.content),
        ...(record.device !== null && { device: record.device }),
        ...(key !== ERASED && { contentKey: base64urlFromBytes(key) }),
      });
    }
    return shown;
  };

  return {
    async make(grant: Grant<"report.make">, input: ApiParsed<"makeReport">): Promise<Result<ReportAnswer>> {
      const { room } = grant.resource;
      const reporter = grant.caller.account;
      const isSealed = (await levelOf(room)) === "sealed";
      const [first] = input.messages;
      for (const { seq, contentKey } of input.messages) {
        const record = await store.record(room, seq);
        if (record === undefined || record.kind !== RECORD_KINDS.message) return refuse("not-found");
        if (isSealed !== (contentKey === undefined))
          return refuse("bad-request", "a key for each message of an end-to-end room, and for no other");
      }
      const reported = first && (await store.record(room, first.seq));
      if (first === undefined || reported === undefined) return refuse("not-found");
      if (reported.author === reporter) return refuse("bad-request", "somebody else's message");
      const nowMs = clock.nowMs();
      const { id, reason, note } = input;
      const row = { id, reporter, room, seq: first.seq, author: reported.author, reason, note, state: "open" } as const;
      const about = [{ subject: reporter, detail: { report: id, room, seq: first.seq, reason } }] as const;
      const done = await ledger.commit(grant, () =>
        plan(
          reportMade,
          about,
          [
            requireRows(reports, { reporter, state: "open" }, "too-many", 0, LIMITS.openReportsPerAccount - 1),
            requireRows(reports, { reporter, room, seq: first.seq }, "already-reported", 0, 0),
            insert(reports, { ...row, made_ms: nowMs, changed_ms: nowMs }, "id-reused"),
            ...input.messages.map(({ seq, contentKey }, place) => {
              const key = contentKey === undefined ? undefined : bytesFromBase64url(contentKey);
              const of = { report: id, place, reporter, room, seq };
              return insert(reportedRecords, { ...of, ...(key !== undefined && { content_key: key }) });
            }),
          ],
          { reporter, author: reported.author },
        ),
      );
      return done.ok ? current(id) : done;
    },

    async own(grant: Grant<"report.list-own">) {
      return ok({ reports: (await store.of(grant.resource.account, LIMITS.reportsPage)).map(answerOf) });
    },

    async list({ caller }: Grant<"report.handle">, state: ReportState | undefined) {
      return ok({ reports: (await store.newest(caller.account, LIMITS.reportsPage, state)).map(answerOf) });
    },

    /** The reading becomes a fact first; the reporter learns of it, the author of the message does not. */
    async read(grant: Grant<"report.handle">, id: ReportId): Promise<Result<ReportDetail>> {
      const found = await handled(grant, id);
      if (!found.ok) return found;
      const row = found.value;
      const level = await levelOf(row.room);
      if (level === undefined) return refuse("not-found");
      const by = grant.caller.account;
      const recorded = await ledger.commit(grant, () =>
        plan(reportRead, aboutEach(by, [row.reporter], { report: id, by }), [], null),
      );
      if (!recorded.ok) return recorded;
      return ok({ report: answerOf(row), level, messages: [...(await disclosedOf(id))] });
    },

    /** Also from somebody else who had it. */
    async take(grant: Grant<"report.handle">, id: ReportId): Promise<Result<ReportAnswer>> {
      const found = await handled(grant, id);
      if (!found.ok) return found;
      const row = found.value;
      const by = grant.caller.account;
      const set = { state: "taken", handler: by, changed_ms: clock.nowMs() } as const;
      const done = await ledger.commit(grant, () =>
        plan(
          reportTaken,
          aboutEach(by, [row.reporter], { report: id, by }),
          [requireRows(reports, { id, state: "closed" }, "not-found", 0, 0), update(reports, { id }, set)],
          { reporter: row.reporter, author: row.author },
        ),
      );
      return done.ok ? current(id) : done;
    },

    async close(
      grant: Grant<"report.handle">,
      id: ReportId,
      { outcome, answer }: ApiParsed<"closeReport">,
    ): Promise<Result<ReportAnswer>> {
      const found = await handled(grant, id);
      if (!found.ok) return found;
      const row = found.value;
      const by = grant.caller.account;
      // Nobody judges a report that they made.
      if (by === row.reporter) return refuse("forbidden");
      const set = { state: "closed", handler: by, outcome, answer, changed_ms: clock.nowMs() } as const;
      const done = await ledger.commit(grant, () =>
        plan(
          reportClosed,
          aboutEach(by, [row.reporter], { report: id, by, outcome }),
          [
            requireRows(reports, { id, state: "closed" }, "not-found", 0, 0),
            update(reports, { id, reporter: row.reporter }, set),
          ],
          { reporter: row.reporter, author: row.author },
        ),
      );
      return done.ok ? current(id) : done;
    },
  };
}
export type ReportRules = ReturnType<typeof reportRules>;
