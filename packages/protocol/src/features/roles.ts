/** Roles in the organisation, and people who are suspended or leave it. */
import * as z from "zod/mini";
import { GRANTED_ROLES } from "../choices.ts";
import type { AccountId } from "../ids.ts";
import { LIMITS } from "../limits.ts";
import { id, line } from "./fields.ts";

export const grantRoleRequest = z.strictObject({ account: id<AccountId>(), role: z.enum(GRANTED_ROLES) });

/** Why, for the person and for whoever reviews it. */
export const reasonRequest = z.strictObject({ reason: line(LIMITS.reasonChars) });
