import { expect, test } from "vitest";
import { proofMemory } from "./proof-memory.ts";

function remembered(most?: number) {
  const time = { nowMs: 1_000_000 };
  const proofs = proofMemory({ nowMs: () => time.nowMs }, most);
  const take = (nonce: string | undefined, jti: string, thumbprint = "key") => proofs.take({ thumbprint, jti, nonce });
  return { proofs, take, pass: (ms: number) => void (time.nowMs += ms) };
}

test("a proof counts once, and another key may say the same", () => {
  const { proofs, take } = remembered();
  const nonce = proofs.nonce();
  expect([take(nonce, "1"), take(nonce, "1"), take(nonce, "2"), take(nonce, "1", "other")]).toEqual([
    "taken",
    "replayed",
    "taken",
    "taken",
  ]);
});

test("a nonce counts while it is the present one and while it is the one before, and never again", () => {
  const { proofs, take, pass } = remembered();
  const first = proofs.nonce();
  take(first, "1");
  pass(120_000);
  expect(proofs.nonce()).not.toBe(first);
  expect([take(first, "1"), take(first, "2")]).toEqual(["replayed", "taken"]);
  pass(120_000);
  expect([take(first, "1"), take(first, "3"), take(undefined, "4"), take("made up", "5")]).toEqual([
    "stale",
    "stale",
    "stale",
    "stale",
  ]);
});

test("after a long rest not even the last nonce counts", () => {
  const { proofs, take, pass } = remembered();
  const last = proofs.nonce();
  pass(240_000);
  expect(take(last, "1")).toBe("stale");
});

test("the memory is bounded: when it is full the next nonce begins early, and nothing taken can be taken again", () => {
  const { proofs, take } = remembered(3);
  const first = proofs.nonce();
  expect(["1", "2", "3"].map((jti) => take(first, jti))).toEqual(["taken", "taken", "taken"]);
  const second = proofs.nonce();
  expect(second).not.toBe(first);
  expect([take(first, "1"), take(first, "4")]).toEqual(["replayed", "stale"]);
  expect(["1", "2", "3"].map((jti) => take(second, jti))).toEqual(["taken", "taken", "taken"]);
  expect([take(first, "1"), take(second, "1")]).toEqual(["stale", "replayed"]);
});
