/** Messages that members report to those who look after security, and what became of it. */
import * as z from "zod/mini";
import { PROTECTION_LEVELS } from "../choices.ts";
import type { AccountId, DeviceId, MessageId, ReportId, RoomId } from "../ids.ts";
import { LIMITS } from "../limits.ts";
import { base64url, id, optionalLine, timeMs } from "./fields.ts";

export const REPORT_REASONS = ["phishing", "malware", "harassment", "leak", "other"] as const;
export type ReportReason = (typeof REPORT_REASONS)[number];
export const REPORT_STATES = ["open", "taken", "closed"] as const;
export type ReportState = (typeof REPORT_STATES)[number];
export const REPORT_OUTCOMES = ["acted", "noted", "unfounded"] as const;
export type ReportOutcome = (typeof REPORT_OUTCOMES)[number];

const seq = z.int().check(z.gte(1));

export const makeReportRequest = z.strictObject({
  id: id<ReportId>(),
  reason: z.enum(REPORT_REASONS),
  note: z._default(optionalLine(LIMITS.reportNoteChars), ""),
  /** The message that is reported, then those shown with it. In end-to-end rooms each with its key, which discloses just it. */
  messages: z
    .array(z.strictObject({ seq, contentKey: z.optional(base64url(32)) }))
    .check(z.minLength(1), z.maxLength(LIMITS.messagesPerReport)),
});

export const reportAnswer = z.object({
  id: id<ReportId>(),
  room: id<RoomId>(),
  seq,
  author: id<AccountId>(),
  reporter: id<AccountId>(),
  reason: z.enum(REPORT_REASONS),
  note: z.string(),
  state: z.enum(REPORT_STATES),
  handler: z.optional(id<AccountId>()),
  outcome: z.optional(z.enum(REPORT_OUTCOMES)),
  /** What the reporter is told. */
  answer: z.optional(z.string()),
  madeAtMs: timeMs,
  changedAtMs: timeMs,
});
export type ReportAnswer = z.infer<typeof reportAnswer>;
export const reportList = z.object({ reports: z.array(reportAnswer) });
export const reportQuery = z.object({ state: z.optional(z.enum(REPORT_STATES)) });

/** The record as every member has it: a client opens it and checks who made it by itself. */
export const reportedMessage = z.object({
  room: id<RoomId>(),
  seq,
  message: id<MessageId>(),
  author: id<AccountId>(),
  device: z.optional(id<DeviceId>()),
  kind: z.int(),
  atMs: timeMs,
  imported: z.boolean(),
  /** In base64url; empty once the record was erased. */
  content: z.string(),
  contentKey: z.optional(z.string()),
});
export type ReportedMessage = z.infer<typeof reportedMessage>;
export const reportDetail = z.object({
  report: reportAnswer,
  level: z.enum(PROTECTION_LEVELS),
  messages: z.array(reportedMessage),
});
export type ReportDetail = z.infer<typeof reportDetail>;

export const closeReportRequest = z.strictObject({
  outcome: z.enum(REPORT_OUTCOMES),
  answer: z._default(optionalLine(LIMITS.reportNoteChars), ""),
});
