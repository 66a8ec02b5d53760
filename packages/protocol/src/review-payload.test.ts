import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { ReviewItem } from "./features/reviews.ts";
import type { AccountId } from "./ids.ts";
import { type ItemDecision, reviewPayload } from "./review-payload.ts";
import { snapshotText } from "./review-snapshot.ts";

const review = "AAAAAAAAAAAAAAAAAAAAAA";
const reviewer = "AQEBAQEBAQEBAQEBAQEBAQ";
const item: ReviewItem = {
  item: 7,
  account: "AgICAgICAgICAgICAgICAg" as AccountId,
  role: "auditor",
  sinceMs: 1_764_000_000_000,
  untilMs: 1_764_086_400_000,
  givenBy: reviewer as AccountId,
  lastUsed: "2026-08-30",
  suggestion: "remove",
  signs: ["dormant"],
};
const decided: ItemDecision = { item, decision: "remove", reason: "已离职" };
const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");

test("the payload and the snapshot's digest are those of the specification", () => {
  const bytes = reviewPayload(review, reviewer, [decided]);
  expect(new TextDecoder().decode(bytes)).toBe(
    '["warbler review v1","AAAAAAAAAAAAAAAAAAAAAA","AQEBAQEBAQEBAQEBAQEBAQ",[[[7,"AgICAgICAgICAgICAgICAg","auditor",null,null,1764000000000,1764086400000,"AQEBAQEBAQEBAQEBAQEBAQ","2026-08-30","remove",["dormant"]],"remove","已离职"]]]',
  );
  expect(sha256(bytes)).toBe("cbf47b86dacda2df818fabee5c6a51ccd149727b6bfdbb01d090abd63fbfc475");
  expect(sha256(snapshotText(review, ["A".repeat(43)]))).toBe(
    "85eb6db313eef70e9f02165a3724469b38ec5e7895400327c696f5afd1947c70",
  );
});

test("no two decisions that differ have one payload", () => {
  const items: readonly ItemDecision[] = [
    decided,
    { ...decided, decision: "keep" },
    { ...decided, reason: "" },
    ...(
      [
        { item: 8 },
        { account: review as AccountId },
        { role: "owner" },
        { sinceMs: 1 },
        { untilMs: 1 },
        { givenBy: review as AccountId },
        { lastUsed: "2026-08-31" },
        { suggestion: "look" },
        { signs: [] },
      ] as Partial<ReviewItem>[]
    ).map((change) => ({ ...decided, item: { ...item, ...change } })),
  ];
  const payloads = items.map((one) => reviewPayload(review, reviewer, [one]).join());
  const others = [reviewPayload(reviewer, reviewer, [decided]), reviewPayload(review, review, [decided])];
  expect(new Set([...payloads, ...others.map(String)]).size).toBe(items.length + 2);
});
