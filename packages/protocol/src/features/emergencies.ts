/** Emergencies: a role that somebody takes by themselves, at once and for a short time, and that others judge afterwards. */
import * as z from "zod/mini";
import { EMERGENCY_LIMITS } from "../emergency-limits.ts";
import type { AccountId, EmergencyId } from "../ids.ts";
import { LIMITS } from "../limits.ts";
import { action, roleName } from "../policy.ts";
import { auditAnswer } from "./audit.ts";
import { id, line, timeMs } from "./fields.ts";

const forMs = z.int().check(z.gte(EMERGENCY_LIMITS.minMs), z.lte(EMERGENCY_LIMITS.maxMs));

export const beginEmergencyRequest = z.strictObject({
  role: roleName,
  forMs,
  /** What has happened, for those who are told and who judge it. */
  reason: line(LIMITS.reasonChars).check(z.minLength(EMERGENCY_LIMITS.reasonMinChars)),
});

export const JUDGEMENTS = ["justified", "unjustified"] as const;
export type Judgement = (typeof JUDGEMENTS)[number];
/** `active` counts at this moment; `ended` waits to be judged. */
export const EMERGENCY_STATES = ["active", "ended", ...JUDGEMENTS] as const;

export const emergency = z.object({
  id: id<EmergencyId>(),
  account: id<AccountId>(),
  role: roleName,
  /** Of a role of the organisation's own. */
  roleName: z.optional(z.string()),
  reason: z.string(),
  begunAtMs: timeMs,
  untilMs: timeMs,
  state: z.enum(EMERGENCY_STATES),
  /** When it ended, and who ended it where it was not the clock. */
  endedAtMs: z.optional(timeMs),
  endedBy: z.optional(id<AccountId>()),
  judgedAtMs: z.optional(timeMs),
  judgedBy: z.optional(id<AccountId>()),
  note: z.optional(z.string()),
});
export type Emergency = z.infer<typeof emergency>;
export const emergencyList = z.object({ emergencies: z.array(emergency) });

/** Why one cannot begin: one is under way, too many in a day, too many that nobody judged yet, or no second factor for long enough. */
export const EMERGENCY_OBSTACLES = ["active", "daily", "unjudged", "factor"] as const;

/** What concerns the caller now. */
export const emergenciesNow = z.object({
  /** That count now: the caller's own, and everybody's for whoever may see them. */
  active: z.array(emergency),
  /** How many wait to be judged by the caller or somebody else; 0 for who may not judge. */
  unjudged: z.int(),
});
export type EmergenciesNow = z.infer<typeof emergenciesNow>;

export const ownEmergencies = z.object({
  /** Roles that the caller may take, for how long at most, and what each lets them do. */
  roles: z.array(z.object({ role: roleName, roleName: z.optional(z.string()), forMs: z.int(), may: z.array(action) })),
  obstacle: z.optional(z.enum(EMERGENCY_OBSTACLES)),
  /** Newest first. */
  emergencies: z.array(emergency),
});
export type OwnEmergencies = z.infer<typeof ownEmergencies>;

export const emergencyActs = z.object({
  emergency,
  /** What the person did in that time, as the audit log has it, oldest first. */
  acts: auditAnswer.shape.facts,
  /** There were more. */
  more: z.boolean(),
});
export type EmergencyActs = z.infer<typeof emergencyActs>;

export const judgeEmergencyRequest = z.strictObject({
  judgement: z.enum(JUDGEMENTS),
  note: line(LIMITS.reasonChars),
});
