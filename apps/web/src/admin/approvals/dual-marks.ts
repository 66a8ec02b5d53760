/** The policy's marks of dual control, and how they are changed here. Pure. */
import {
  APPROVAL_KEYS,
  type ApprovalKeys,
  DEFAULT_APPROVAL_KEYS,
  type DualAction,
  type PolicyDocument,
  USUAL_DUAL_ACTIONS,
} from "@warbler/protocol";

export type Dual = PolicyDocument["dual"];

export const countOf = (dual: Dual, action: DualAction): number =>
  dual.find((one) => one.action === action)?.approvals ?? 0;

/** One choice for all of them here; the command line sets it for some. The least of them is shown, since it is what can be met. */
export const keysIn = (dual: Dual): ApprovalKeys =>
  APPROVAL_KEYS.find((one) => dual.some(({ keys = DEFAULT_APPROVAL_KEYS }) => keys === one)) ?? DEFAULT_APPROVAL_KEYS;

export const withCount = (dual: Dual, action: DualAction, approvals: number): Dual => [
  ...dual.filter((one) => one.action !== action),
  ...(approvals === 0 ? [] : [{ action, approvals, keys: keysIn(dual) }]),
];

/** One other for whatever nobody else must sign yet, brakes left out; what is marked stays as it is. */
export const withUsual = (dual: Dual): Dual =>
  USUAL_DUAL_ACTIONS.filter((action) => countOf(dual, action) === 0).reduce(
    (marks, action) => withCount(marks, action, 1),
    dual,
  );
