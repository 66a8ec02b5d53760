/**
 * What an organisation decides beside the table of actions: roles of its own, the profile, and tests that every change must
 * pass. One document with a version, changed as a whole, so that what a change does can be told before it is made.
 */
import * as z from "zod/mini";
import { ACTIONS, type Action, DUAL_ACTIONS, type DualAction } from "./actions.ts";
import { GRANTED_ROLES, type GrantedRole } from "./choices.ts";
import { EMERGENCY_LIMITS } from "./emergency-limits.ts";
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
  /** Who holds it must have a second factor, whatever the organisation asks of others. */
  secondFactor: z.optional(z.boolean()),
});
export type CustomRole = z.infer<typeof customRole>;

/** That somebody with this role, or this very person, may or may not do something. */
export const policyTest = z.strictObject({
  who: z.union([z.strictObject({ role: roleName }), z.strictObject({ account: id<AccountId>() })]),
  action,
  may: z.boolean(),
});
export type PolicyTest = z.infer<typeof policyTest>;

/**
 * What an approval is signed with: by any key, a device's or a passkey; by a passkey of whoever has one that is older than the
 * request; or by a passkey in any case.
 */
export const APPROVAL_KEYS = ["any", "passkey-where-held", "passkey"] as const;
export type ApprovalKeys = (typeof APPROVAL_KEYS)[number];
/** Where the organisation says nothing. */
export const DEFAULT_APPROVAL_KEYS = "passkey-where-held" satisfies ApprovalKeys;

/** So many others must sign before it is done. */
export const dualControl = z.strictObject({
  action: z.custom<DualAction>(
    (value) => DUAL_ACTIONS.some((one) => one === value),
    "expected an action for dual control",
  ),
  approvals: z.int().check(z.gte(1), z.lte(LIMITS.dualApprovals)),
  keys: z.optional(z.enum(APPROVAL_KEYS)),
});

/**
 * Who may take a role by themselves in an emergency, for how long at most. It takes effect at once; those responsible are told, and
 * one of them judges it afterwards.
 */
export const emergencyRule = z.strictObject({
  role: roleName,
  byRoles: z.array(roleName).check(z.maxLength(EMERGENCY_LIMITS.rules)),
  byPeople: z.array(id<AccountId>()).check(z.maxLength(EMERGENCY_LIMITS.people)),
  forMs: z.int().check(z.gte(EMERGENCY_LIMITS.minMs), z.lte(EMERGENCY_LIMITS.maxMs)),
});
export type EmergencyRule = z.infer<typeof emergencyRule>;

export const policyDocument = z.strictObject({
  profile: z.enum(POLICY_PROFILES),
  roles: z.array(customRole).check(z.maxLength(LIMITS.customRoles)),
  tests: z.array(policyTest).check(z.maxLength(LIMITS.policyTests)),
  dual: z._default(z.array(dualControl).check(z.maxLength(100)), []),
  /** Whether groups of a directory may give roles of officers: whoever controls the directory then makes officers. */
  officersByGroup: z._default(z.boolean(), false),
  /** Nobody takes a role by themselves unless it is said here. */
  emergency: z._default(z.array(emergencyRule).check(z.maxLength(EMERGENCY_LIMITS.rules)), []),
});
export type PolicyDocument = z.infer<typeof policyDocument>;

export const NO_POLICY: PolicyDocument = {
  profile: "standard",
  roles: [],
  tests: [],
  dual: [],
  officersByGroup: false,
  emergency: [],
};
