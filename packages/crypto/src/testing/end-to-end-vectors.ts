/** The vectors of docs/spec/end-to-end.md as checks that run in Node and in browsers alike. */
import { type AccountId, type DeviceId, idFromBytes, type MessageId, type RoomId } from "@warbler/protocol";
import { contentHash, openContent, sealContent } from "../content-key/content-part.ts";
import { headerHash } from "../content-key/header.ts";
import { importedContentKey, importedMessageId } from "../content-key/imported.ts";
import { contentMaterial } from "../content-key/material.ts";
import { encodeMessageKey } from "../content-key/message-key.ts";
import { pad, paddedBytes } from "../content-key/padding.ts";
import {
  approvalCommitment,
  approvalNumber,
  devicePayload,
  encodeApprovalReveal,
} from "../identity/device-approval.ts";
import { type VerifyingKey, verifyingKeyFromBytes } from "../identity/ed25519.ts";
import { encodeLogHead } from "../identity/log-head.ts";
import { isSafetyNumberPayload, safetyNumber } from "../identity/safety-number.ts";
import { signingKeyFromSeed } from "../identity/seed-key.ts";
import { openIdentityKey } from "../identity/sign-version.ts";
import { type VerifiedIdentity, verifyIdentityVersion } from "../identity/verify-version.ts";
import { openDraft } from "../keychain/draft-letter.ts";
import { headAfter, openKeychainEntry, verifyKeychainEntry } from "../keychain/entry.ts";
import { encodeHeldKeys } from "../keychain/held-key.ts";
import { openSegment } from "../keychain/segment.ts";
import { openKeyTransfer } from "../keychain/transfer.ts";
import type { Hpke } from "../primitives/hpke.ts";
import { recoveryCodeFromSecret, secretFromRecoveryCode } from "../recovery/recovery-code.ts";
import { recoveryKeyOf, recoveryPrfSalt, unwrapRecoveryBundle, wrapRecoveryBundle } from "../recovery/recovery-wrap.ts";

export interface VectorCheck {
  readonly name: string;
  /** Throws where what was computed is not the vector. */
  run(vectors: any, hpke: Hpke): Promise<void>;
}

const bytes = (hexText: string) => Uint8Array.from(hexText.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const hex = (value: Uint8Array | undefined) =>
  value && Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("");
const account = (hexText: string) => idFromBytes<AccountId>(bytes(hexText));
const device = (hexText: string) => idFromBytes<DeviceId>(bytes(hexText));

/** Texts and numbers, or what is made of them. */
function same(actual: unknown, expected: unknown): void {
  const [got, wanted] = [actual, expected].map((value) => JSON.stringify(value));
  if (got !== wanted) throw new Error(`expected ${wanted}, got ${got}`);
}
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
async function next(previous: VerifiedIdentity | undefined, version: string) {
  const verified = await verifyIdentityVersion(previous, bytes(version));
  if (!verified.ok) throw new Error(`expected a version that is accepted, got ${verified.refusal}`);
  return verified;
}
function headerOf({ contentHeader: { room, author, message, kind, device: sender } }: any) {
  return {
    room: idFromBytes<RoomId>(bytes(room)),
    author: account(author),
    device: device(sender),
    message: idFromBytes<MessageId>(bytes(message)),
    kind,
  };
}

export const VECTOR_CHECKS: readonly VectorCheck[] = [
  {
    name: "content header",
    async run(vectors) {
      same(hex(headerHash(headerOf(vectors))), vectors.contentHeader.hash);
    },
  },
  {
    name: "padding",
    async run({ padding }) {
      for (const { content, padded } of padding.lengths) same([content, paddedBytes(content)], [content, padded]);
      same(hex(pad(bytes(padding.content))), padding.padded);
    },
  },
  {
    name: "content material",
    async run({ contentMaterial: vector }) {
      const { key, nonce, commitment } = contentMaterial(bytes(vector.contentKey), bytes(vector.headerHash));
      same([hex(key), hex(nonce), hex(commitment)], [vector.key, vector.nonce, vector.commitment]);
    },
  },
  {
    name: "content part",
    async run(vectors) {
      const { deviceSeed, deviceKey, contentKey, content, part, hash } = vectors.contentPart;
      const key = { header: headerOf(vectors), contentKey: bytes(contentKey) };
      same(hex(await sealContent({ ...key, device: await signing(deviceSeed) }, bytes(content))), part);
      same(hex(await openContent({ ...key, verifyingKey: verifying(deviceKey) }, bytes(part))), content);
      same(hex(contentHash(bytes(part))), hash);
    },
  },
  {
    name: "imported messages",
    async run(vectors) {
      const { batchKey, contentKey, namingKey, sourceId, message } = vectors.imported;
      same(hex(importedContentKey(bytes(batchKey), headerOf(vectors))), contentKey);
      same(importedMessageId(bytes(namingKey), sourceId), idFromBytes<MessageId>(bytes(message)));
    },
  },
  {
    name: "message key and log head",
    async run({ messageKey, logHead }) {
      const message = idFromBytes<MessageId>(bytes(messageKey.message));
      const keys = { contentKey: bytes(messageKey.contentKey), contentHash: bytes(messageKey.contentHash) };
      same(hex(encodeMessageKey({ ...keys, message })), messageKey.bytes);
      same(hex(encodeLogHead({ size: logHead.size, root: bytes(logHead.root) })), logHead.bytes);
    },
  },
  {
    name: "identity version",
    async run({ identityVersion }, hpke) {
      const { first, second, account: who, root, identityKey, identityKeySeed, devices } = identityVersion;
      const { identity: one } = await next(undefined, first.bytes);
      same([one.account, one.version, one.atMs, hex(one.root)], [account(who), 1, first.atMs, root]);
      same(hex(one.hash), first.hash);
      const { identity, changes } = await next(one, second.bytes);
      same([changes.devicesAdded, changes.byRoot, changes.segmentChanged], [[device(devices[1].device)], false, true]);
      same([hex(identity.hash), hex(identity.identityKey)], [second.hash, identityKey]);
      const { number, after } = identity.segment ?? { number: 0, after: { length: 0, hash: new Uint8Array() } };
      same({ number, length: after.length, hash: hex(after.hash) }, second.segment);
      for (const listed of devices) {
        const opener = { id: device(listed.device), hpkePrivate: bytes(listed.hpkePrivate) };
        same(hex((await openIdentityKey(identity, opener, hpke))?.seed), identityKeySeed);
      }
    },
  },
  {
    name: "safety number",
    async run({ safetyNumber: vector }) {
      const side = (one: any) => ({ account: account(one.account), root: verifying(one.root) });
      const [one, other] = [side(vector.one), side(vector.other)];
      const { digits, payload } = await safetyNumber(one, other);
      same([digits, payload], [vector.digits, vector.payload]);
      same(await isSafetyNumberPayload(vector.payload, [other, one]), true);
    },
  },
  {
    name: "approval",
    async run({ approval }) {
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
      same(hex(approvalCommitment(opening)), approval.commitment);
      same(approvalNumber(opening, answer), approval.number);
      same([hex(encodeApprovalReveal(opening)), devicePayload(opening)], [approval.reveal, approval.payload]);
    },
  },
  {
    name: "segment",
    async run({ segment: vector }, hpke) {
      const after = { length: 0, hash: new Uint8Array(32) };
      const keys = { hpkePublic: bytes(vector.public), sealedPrivate: bytes(vector.sealed) };
      const segment = { number: vector.number, ...keys, after };
      const by = { segment, recoveryPrivate: bytes(vector.recoveryPrivate) };
      same(hex(await openSegment(account(vector.account), by, hpke)), vector.private);
    },
  },
  {
    name: "keychain entry",
    async run({ keychainEntry: vector }, hpke) {
      const head = { length: vector.index, hash: bytes(vector.previousHash) };
      const place = { account: account(vector.account), head };
      const entry = await verifyKeychainEntry(place, bytes(vector.entry), (signer, segment) =>
        signer === device(vector.device) && segment === vector.segment ? verifying(vector.deviceKey) : undefined,
      );
      const held = entry && (await openKeychainEntry(entry, bytes(vector.segmentPrivate), hpke));
      same(held && hex(encodeHeldKeys(held)), vector.heldKey);
      same(hex(headAfter(head, bytes(vector.entry)).hash), vector.hash);
    },
  },
  {
    name: "key transfer",
    async run({ keyTransfer: vector }, hpke) {
      const keys = { signatureKey: verifying(vector.senderKey), hpkePublic: new Uint8Array(32) };
      const by = { sender: { device: device(vector.from), ...keys }, hpkePrivate: bytes(vector.hpkePrivate) };
      const held = await openKeyTransfer(bytes(vector.transfer), by, hpke);
      same(held && hex(encodeHeldKeys(held)), vector.heldKey);
    },
  },
  {
    name: "draft",
    async run({ draft: vector }, hpke) {
      const keys = { signatureKey: verifying(vector.senderKey), hpkePublic: new Uint8Array(32) };
      const by = { sender: { device: device(vector.from), ...keys }, hpkePrivate: bytes(vector.hpkePrivate) };
      const opened = await openDraft(bytes(vector.letter), by, hpke);
      same(opened && new TextDecoder().decode(opened), vector.text);
    },
  },
  {
    name: "recovery",
    async run({ recovery: vector }) {
      const who = account(vector.account);
      same(recoveryCodeFromSecret(bytes(vector.secret)), vector.code);
      const typed = secretFromRecoveryCode(vector.code);
      same(typed.ok && hex(typed.secret), vector.secret);
      const key = recoveryKeyOf(who, { means: vector.means, secret: bytes(vector.secret) });
      same([hex(key.key), hex(key.checkId)], [vector.key, vector.checkId]);
      const bundle = { account: who, rootSeed: bytes(vector.rootSeed), recoveryPrivate: bytes(vector.recoveryPrivate) };
      same(hex(await wrapRecoveryBundle(key, { bundle, nonce: bytes(vector.nonce) })), vector.wrap);
      const opened = await unwrapRecoveryBundle(key, bytes(vector.wrap));
      same([hex(opened?.rootSeed), hex(opened?.recoveryPrivate)], [vector.rootSeed, vector.recoveryPrivate]);
      same(hex(recoveryPrfSalt(who)), vector.prfSalt);
    },
  },
];
