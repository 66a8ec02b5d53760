/** The vectors of docs/spec/end-to-end.md, which were computed by another implementation, in another language. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type AccountId, type DeviceId, idFromBytes, type MessageId, type RoomId } from "@warbler/protocol";
import { describe, expect, test } from "vitest";
import { contentHash, openContent, sealContent } from "./content-key/content-part.ts";
import { headerHash } from "./content-key/header.ts";
import { contentMaterial } from "./content-key/material.ts";
import { encodeMessageKey } from "./content-key/message-key.ts";
import { pad, paddedBytes } from "./content-key/padding.ts";
import { approvalCommitment, approvalNumber, devicePayload, encodeApprovalReveal } from "./identity/device-approval.ts";
import { type VerifyingKey, verifyingKeyFromBytes } from "./identity/ed25519.ts";
import { SIGNATURE_LABELS } from "./identity/labels.ts";
import { encodeLogHead } from "./identity/log-head.ts";
import { isSafetyNumberPayload, safetyNumber } from "./identity/safety-number.ts";
import { signingKeyFromSeed } from "./identity/seed-key.ts";
import { openIdentityKey } from "./identity/sign-version.ts";
import { verifyIdentityVersion } from "./identity/verify-version.ts";
import { headAfter, openKeychainEntry, verifyKeychainEntry } from "./keychain/entry.ts";
import { encodeHeldKeys } from "./keychain/held-key.ts";
import { openSegment } from "./keychain/segment.ts";
import { openKeyTransfer } from "./keychain/transfer.ts";
import { END_TO_END_LABELS } from "./primitives/labels.ts";
import { recoveryCodeFromSecret, secretFromRecoveryCode } from "./recovery/recovery-code.ts";
import { recoveryKeyOf, recoveryPrfSalt, unwrapRecoveryBundle, wrapRecoveryBundle } from "./recovery/recovery-wrap.ts";
import { accepted, hpke } from "./testing/people.ts";

const specification = resolve(import.meta.dirname, "../../../docs/spec");
const text = readFileSync(resolve(specification, "end-to-end.md"), "utf8");
const vectors = JSON.parse(readFileSync(resolve(specification, "end-to-end.vectors.json"), "utf8"));

const bytes = (hexText: string) => new Uint8Array(Buffer.from(hexText, "hex"));
const hex = (value: Uint8Array | undefined) => (value === undefined ? undefined : Buffer.from(value).toString("hex"));
const account = (hexText: string) => idFromBytes<AccountId>(bytes(hexText));
const device = (hexText: string) => idFromBytes<DeviceId>(bytes(hexText));
function verifying(hexText: string): VerifyingKey {
  const key = verifyingKeyFromBytes(bytes(hexText));
  if (key === undefined) throw new Error("expected a verifying key");
  return key;
}
async function signing(hexText: string) {
  const key = await signingKeyFromSeed(bytes(hexText));
  if (key === undefined) throw new Error("expected a seed");
  return key;
}
const header = () => {
  const { room, author, message, kind, device: sender } = vectors.contentHeader;
  return {
    room: idFromBytes<RoomId>(bytes(room)),
    author: account(author),
    device: device(sender),
    message: idFromBytes<MessageId>(bytes(message)),
    kind,
  };
};

test("the specification names every label, no label is used twice, and each file it names is there", () => {
  const { signIn: _, deviceRegistration: __, ...ours } = SIGNATURE_LABELS;
  const labels = [...Object.values(END_TO_END_LABELS), ...Object.values(ours)];
  for (const label of labels) expect(text).toContain(`\`${label}\``);
  expect(new Set(labels).size).toBe(labels.length);
  const files = [...text.matchAll(/`((?:content-key|identity|keychain|recovery)\/[a-z-]+\.ts)`/g)].map(
    ([, file]) => file,
  );
  expect(files.length).toBeGreaterThan(12);
  for (const file of files) expect(readFileSync(resolve(import.meta.dirname, file ?? ""), "utf8")).not.toBe("");
});

describe("the vectors of the specification", () => {
  test("content header", () => {
    expect(hex(headerHash(header()))).toBe(vectors.contentHeader.hash);
  });

  test("padding", () => {
    for (const { content, padded } of vectors.padding.lengths)
      expect([content, paddedBytes(content)]).toEqual([content, padded]);
    expect(hex(pad(bytes(vectors.padding.content)))).toBe(vectors.padding.padded);
  });

  test("content material", () => {
    const { contentKey, headerHash: hash, key, nonce, commitment } = vectors.contentMaterial;
    const material = contentMaterial(bytes(contentKey), bytes(hash));
    expect(hex(material.key)).toBe(key);
    expect(hex(material.nonce)).toBe(nonce);
    expect(hex(material.commitment)).toBe(commitment);
  });

  test("content part", async () => {
    const { deviceSeed, deviceKey, contentKey, content, part, hash } = vectors.contentPart;
    const key = { header: header(), contentKey: bytes(contentKey) };
    expect(hex(await sealContent({ ...key, device: await signing(deviceSeed) }, bytes(content)))).toBe(part);
    expect(hex(await openContent({ ...key, verifyingKey: verifying(deviceKey) }, bytes(part)))).toBe(content);
    expect(hex(contentHash(bytes(part)))).toBe(hash);
  });

  test("message key and log head", () => {
    const { contentKey, contentHash: hash, message, bytes: encoded } = vectors.messageKey;
    const key = {
      contentKey: bytes(contentKey),
      contentHash: bytes(hash),
      message: idFromBytes<MessageId>(bytes(message)),
    };
    expect(hex(encodeMessageKey(key))).toBe(encoded);
    const { size, root, bytes: head } = vectors.logHead;
    expect(hex(encodeLogHead({ size, root: bytes(root) }))).toBe(head);
  });

  test("identity version", async () => {
    const { first, second, account: who, root, identityKey, identityKeySeed, devices } = vectors.identityVersion;
    const one = await accepted(undefined, bytes(first.bytes));
    expect(one).toMatchObject({ account: account(who), version: 1, atMs: first.atMs, root: verifying(root) });
    expect(hex(one.hash)).toBe(first.hash);
    const verified = await verifyIdentityVersion(one, bytes(second.bytes));
    if (!verified.ok) throw new Error(verified.refusal);
    const { identity, changes } = verified;
    expect(changes).toMatchObject({ devicesAdded: [device(devices[1].device)], byRoot: false, segmentChanged: true });
    expect(hex(identity.hash)).toBe(second.hash);
    expect(identity.identityKey).toEqual(verifying(identityKey));
    expect(identity.segment).toMatchObject({ number: 1, after: { length: second.segment.length } });
    expect(hex(identity.segment?.after.hash)).toBe(second.segment.hash);
    for (const one of devices) {
      const opener = { id: device(one.device), hpkePrivate: bytes(one.hpkePrivate) };
      expect(hex((await openIdentityKey(identity, opener, hpke))?.seed)).toBe(identityKeySeed);
    }
  });

  test("safety number", async () => {
    const side = (one: { account: string; root: string }) => ({
      account: account(one.account),
      root: verifying(one.root),
    });
    const [one, other] = [side(vectors.safetyNumber.one), side(vectors.safetyNumber.other)];
    const { digits, payload } = vectors.safetyNumber;
    expect(await safetyNumber(one, other)).toEqual({ digits, payload });
    expect(await isSafetyNumberPayload(payload, [other, one])).toBe(true);
  });

  test("approval", () => {
    const { approval } = vectors;
    const candidate = {
      device: device(approval.device),
      signatureKey: verifying(approval.signatureKey),
      hpkePublic: bytes(approval.hpkePublic),
    };
    const opening = { account: account(approval.account), candidate, nonce: bytes(approval.nonce) };
    const answer = {
      device: device(approval.oldDevice),
      nonce: bytes(approval.oldNonce),
      root: verifying(approval.root),
      versionHash: bytes(approval.versionHash),
    };
    expect(hex(approvalCommitment(opening))).toBe(approval.commitment);
    expect(approvalNumber(opening, answer)).toBe(approval.number);
    expect(hex(encodeApprovalReveal(opening))).toBe(approval.reveal);
    expect(devicePayload(opening)).toBe(approval.payload);
  });

  test("segment", async () => {
    const { account: who, number, recoveryPrivate, private: secret, public: hpkePublic, sealed } = vectors.segment;
    const after = { length: 0, hash: new Uint8Array(32) };
    const segment = { number, hpkePublic: bytes(hpkePublic), sealedPrivate: bytes(sealed), after };
    expect(hex(await openSegment(account(who), { segment, recoveryPrivate: bytes(recoveryPrivate) }, hpke))).toBe(
      secret,
    );
  });

  test("keychain entry", async () => {
    const vector = vectors.keychainEntry;
    const head = { length: vector.index, hash: bytes(vector.previousHash) };
    const place = { account: account(vector.account), head };
    const entry = await verifyKeychainEntry(place, bytes(vector.entry), (signer, segment) =>
      signer === device(vector.device) && segment === vector.segment ? verifying(vector.deviceKey) : undefined,
    );
    const held = entry && (await openKeychainEntry(entry, bytes(vector.segmentPrivate), hpke));
    expect(held && hex(encodeHeldKeys(held))).toBe(vector.heldKey);
    expect(hex(headAfter(head, bytes(vector.entry)).hash)).toBe(vector.hash);
  });

  test("key transfer", async () => {
    const vector = vectors.keyTransfer;
    const sender = {
      device: device(vector.from),
      signatureKey: verifying(vector.senderKey),
      hpkePublic: new Uint8Array(32),
    };
    const held = await openKeyTransfer(
      bytes(vector.transfer),
      { sender, hpkePrivate: bytes(vector.hpkePrivate) },
      hpke,
    );
    expect(held && hex(encodeHeldKeys(held))).toBe(vector.heldKey);
  });

  test("recovery", async () => {
    const vector = vectors.recovery;
    const who = account(vector.account);
    expect(recoveryCodeFromSecret(bytes(vector.secret))).toBe(vector.code);
    expect(secretFromRecoveryCode(vector.code)).toEqual({ ok: true, secret: bytes(vector.secret) });
    const key = recoveryKeyOf(who, { means: vector.means, secret: bytes(vector.secret) });
    expect([hex(key.key), hex(key.checkId)]).toEqual([vector.key, vector.checkId]);
    const bundle = { account: who, rootSeed: bytes(vector.rootSeed), recoveryPrivate: bytes(vector.recoveryPrivate) };
    expect(hex(await wrapRecoveryBundle(key, { bundle, nonce: bytes(vector.nonce) }))).toBe(vector.wrap);
    expect(await unwrapRecoveryBundle(key, bytes(vector.wrap))).toEqual(bundle);
    expect(hex(recoveryPrfSalt(who))).toBe(vector.prfSalt);
  });
});
