/** Roles in the organisation, the policy that makes some, and people who are suspended or leave. */
import * as z from "zod/mini";
import { GRANTED_ROLES } from "../choices.ts";
import type { AccountId, RequestId, RoomId } from "../ids.ts";
import { LIMITS } from "../limits.ts";
import { action, policyDocument, roleName } from "../policy.ts";
import { why } from "../why.ts";
import { id, line, timeMs } from "./fields.ts";

export const grantRoleRequest = z.strictObject({ account: id<AccountId>(), role: z.enum(GRANTED_ROLES) });

/** Why, for the person and for whoever reviews it. */
export const reasonRequest = z.strictObject({ reason: line(LIMITS.reasonChars) });

const forMs = z.int().check(z.gte(60_000), z.lte(LIMITS.heldRoleMs));

/** A role beside the person's first one; without `forMs` until it is dropped. */
export const holdRoleRequest = z.strictObject({
  account: id<AccountId>(),
  role: roleName,
  forMs: z.optional(forMs),
  reason: line(LIMITS.reasonChars),
});
export const dropRoleRequest = z.strictObject({ account: id<AccountId>(), role: roleName });

const heldRole = z.object({
  account: id<AccountId>(),
  role: roleName,
  sinceMs: timeMs,
  untilMs: z.optional(timeMs),
});
export type HeldRole = z.infer<typeof heldRole>;
export const heldRoleList = z.object({ held: z.array(heldRole) });

export const askRoleRequest = z.strictObject({ role: roleName, forMs, reason: line(LIMITS.reasonChars) });
const roleRequest = z.object({
  id: id<RequestId>(),
  account: id<AccountId>(),
  role: roleName,
  forMs,
  reason: z.string(),
  askedAtMs: timeMs,
  expiresAtMs: timeMs,
  state: z.enum(["open", "granted", "refused", "withdrawn", "expired"]),
  answeredBy: z.optional(id<AccountId>()),
});
export type RoleRequest = z.infer<typeof roleRequest>;
export const roleRequestAnswer = roleRequest;
export const roleRequestList = z.object({ requests: z.array(roleRequest) });
/** Names what is granted, so that whoever approves the answer signs that, and not only an id. */
export const answerRoleRequest = z.strictObject({
  grant: z.boolean(),
  account: id<AccountId>(),
  role: roleName,
  forMs,
});

/** By all roles together, as the policy counts them at this moment; what one may do with one's own account is not listed. */
export const permissionsAnswer = z.object({ may: z.array(action) });

export const policyAnswer = z.object({ version: z.int(), document: policyDocument });
/** Replaces the version named; another one has changed meanwhile otherwise. */
export const changePolicyRequest = z.strictObject({
  version: z.int().check(z.gte(0)),
  document: policyDocument,
  reason: line(LIMITS.reasonChars),
});

/** What a change of the policy would do. */
export const simulateRequest = z.strictObject({ document: policyDocument });
export const simulation = z.object({
  /** What speaks against it, in words; empty when it can be saved. */
  faults: z.array(z.object({ en: z.string(), zh: z.string() })),
  /** Tests, by their place in the document, that fail. */
  failing: z.array(z.int()),
  /** Who could do more or less than now; at most 500 of them, and how many there are. */
  people: z.array(z.object({ account: id<AccountId>(), gains: z.array(action), loses: z.array(action) })),
  affected: z.int(),
});
export type Simulation = z.infer<typeof simulation>;

/** Whether `account` may do it: in a room, to a person, or in the organisation where neither is named. */
export const whyRequest = z.strictObject({
  account: id<AccountId>(),
  action,
  room: z.optional(id<RoomId>()),
  person: z.optional(id<AccountId>()),
});
export const whyAnswer = z.object({ why, en: z.string(), zh: z.string() });
export type WhyAnswer = z.infer<typeof whyAnswer>;
