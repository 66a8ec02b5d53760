import { expect, test } from "vitest";
import { passkeyApprovalChallenge } from "./passkey-approval.ts";

const payload = new TextEncoder().encode(
  '["warbler act v1","AAAAAAAAAAAAAAAAAAAAAA","AQEBAQEBAQEBAQEBAQEBAQ","queryAudit",{},{"limit":50,"reason":"年度审计"},"the yearly audit",1764000000000,1764086400000]',
);

test("the challenge is the one of the specification", () => {
  expect(Buffer.from(passkeyApprovalChallenge(payload)).toString("base64url")).toBe(
    "3w_QSQtfoGQCEmGdQzagEbAzZM2JjGlEZZnFepHFVjg",
  );
});
