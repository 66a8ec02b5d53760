/**
 * What an organisation decides beside the table of actions: roles of its own, the profile, and tests that every change must
 * pass. One document with a version, changed as a whole, so that what a change does can be told before it is made.
 */
import * as z from "zod/mini";
import { ACTIONS, type Action, DUAL_ACTIONS, type DualAction } from "./actions.ts";
import { GRANTED_ROLES, type GrantedRole } from "./choices.ts";
import { id, line, optionalLine } from "./features/fields.ts";
import type { AccountId, RoleId } from "./ids.ts";
import { LIMITS } from "./limits.ts";

/** `three-officers` is 三员分立: nobody has two of the duties of system, security and audit. */
export const POLICY_PROFILES = ["standard", "three-officers"] as const;

/** A role that can be granted: one of the built-in ones, or one of the organisation's own. */
export type RoleName = GrantedRole | RoleId;
export const roleName = z.union([z.enum(GRANTED_ROLES), id<RoleId>()]);

export const action = z.custom<Action>(
  (value) => typeof value === "string" && Object.hasOwn(ACTIONS, value),
  "expected an action",
);

export const customRole = z.strictObject({
  id: id<RoleId>(),
  name: line(LIMITS.displayNameChars),
  /** For whom it is, in a sentence. */
  says: z._default(optionalLine(LIMITS.reasonChars), ""),
  actions: z.array(action).check(z.maxLength(200)),
});
export type CustomRole = z.infer<typeof customRole>;

/** That somebody with this role, or this very person, may or may not do something. */
export const policyTest = z.strictObject({
  who: z.union([z.strictObject({ role: roleName }), z.strictObject({ account: id<AccountId>() })]),
  action,
  may: z.boolean(),
});
export type PolicyTest = z.infer<typeof policyTest>;

/** So many others must sign before it is done. */
export const dualControl = z.strictObject({
  action: z.custom<DualAction>(
    (value) => DUAL_ACTIONS.some((one) => one === value),
    "expected an action for dual control",
  ),
  approvals: z.int().check(z.gte(1), z.lte(LIMITS.dualApprovals)),
});

export const policyDocument = z.strictObject({
  profile: z.enum(POLICY_PROFILES),
  roles: z.array(customRole).check(z.maxLength(LIMITS.customRoles)),
  tests: z.array(policyTest).check(z.maxLength(LIMITS.policyTests)),
  dual: z._default(z.array(dualControl).check(z.maxLength(100)), []),
});
export type PolicyDocument = z.infer<typeof policyDocument>;

export const NO_POLICY: PolicyDocument = { profile: "standard", roles: [], tests: [], dual: [] };
