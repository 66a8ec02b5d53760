import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { newAccount, newDevice, newPerson, random, type TestPerson } from "../testing/people.ts";
import {
  type ApprovalAnswer,
  type ApprovalOpening,
  approvalCommitment,
  approvalNumber,
  decodeApprovalReveal,
  deviceFromPayload,
  devicePayload,
  encodeApprovalReveal,
} from "./device-approval.ts";

let alice: TestPerson;
let opening: ApprovalOpening;
let answer: ApprovalAnswer;

beforeAll(async () => {
  alice = await newPerson();
  opening = { account: alice.account, candidate: (await newDevice()).listed, nonce: random(32) };
  const { root, hash } = alice.identity;
  answer = { device: alice.phone.id, nonce: random(32), root, versionHash: hash };
});

test("both sides see the same six digits", () => {
  const revealed = decodeApprovalReveal(alice.account, encodeApprovalReveal(opening));
  if (revealed === undefined) throw new Error("expected a reveal");
  expect(approvalNumber(opening, answer)).toMatch(/^\d{6}$/);
  expect(approvalNumber(revealed, answer)).toBe(approvalNumber(opening, answer));
  expect(approvalCommitment(revealed)).toEqual(approvalCommitment(opening));
});

test("whatever either side sees differently changes number and commitment", async () => {
  const number = approvalNumber(opening, answer);
  const { listed } = await newDevice();
  const openings: ApprovalOpening[] = [
    { ...opening, account: newAccount() },
    { ...opening, nonce: random(32) },
    { ...opening, candidate: { ...opening.candidate, device: listed.device } },
    { ...opening, candidate: { ...opening.candidate, signatureKey: listed.signatureKey } },
    { ...opening, candidate: { ...opening.candidate, hpkePublic: listed.hpkePublic } },
  ];
  for (const other of openings) {
    expect(approvalNumber(other, answer)).not.toBe(number);
    expect(approvalCommitment(other)).not.toEqual(approvalCommitment(opening));
  }
  const answers: ApprovalAnswer[] = [
    { ...answer, device: listed.device },
    { ...answer, nonce: random(32) },
    { ...answer, root: listed.signatureKey },
    { ...answer, versionHash: random(32) },
  ];
  for (const other of answers) expect(approvalNumber(opening, other)).not.toBe(number);
});

test("a reveal of another length, or with a key that is none, is refused", () => {
  const bytes = encodeApprovalReveal(opening);
  for (let length = 0; length < bytes.length; length++)
    expect(decodeApprovalReveal(alice.account, bytes.subarray(0, length))).toBeUndefined();
  expect(decodeApprovalReveal(alice.account, bytes.fill(0, 16, 48))).toBeUndefined();
  fc.assert(
    fc.property(fc.uint8Array({ minLength: bytes.length - 1, maxLength: bytes.length + 1 }), (any) => {
      const revealed = decodeApprovalReveal(alice.account, any);
      if (revealed !== undefined) expect(encodeApprovalReveal(revealed)).toEqual(new Uint8Array(any));
    }),
  );
});

test("a device's code reads as the device, and no part or change of it does", () => {
  const text = devicePayload(opening);
  expect(deviceFromPayload(text)).toEqual({ account: opening.account, candidate: opening.candidate });
  for (let length = 0; length < text.length; length++) expect(deviceFromPayload(text.slice(0, length))).toBeUndefined();
  for (let at = 17; at < text.length; at++) {
    const changed = text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
    expect(deviceFromPayload(changed)).toBeUndefined();
  }
  fc.assert(
    fc.property(fc.string(), (any) => {
      expect(deviceFromPayload(any)).toBeUndefined();
    }),
  );
});
