import { USUAL_DUAL_ACTIONS } from "@warbler/protocol";
import { expect, test } from "vitest";
import { countOf, type Dual, withUsual } from "./dual-marks.ts";

test("putting all under dual control leaves what is under it as it is, brakes that were named too", () => {
  const marked: Dual = [
    { action: "person.suspend", approvals: 1, keys: "passkey" },
    { action: "policy.change", approvals: 3, keys: "passkey" },
    { action: "role.grant", approvals: 3 },
  ];
  const all = withUsual(marked);
  expect(all.slice(0, marked.length)).toEqual(marked);
  expect(all).toHaveLength(USUAL_DUAL_ACTIONS.length + 1);
  for (const action of USUAL_DUAL_ACTIONS) expect(countOf(all, action), action).toBe(countOf(marked, action) || 1);
  expect(countOf(all, "token.revoke")).toBe(0);
});
