import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import {
  accepted,
  changeOf,
  flipped,
  hpke,
  newAccount,
  newDevice,
  newPerson,
  newSeedKey,
  random,
  someSegment,
  type TestDevice,
  type TestPerson,
} from "../testing/people.ts";
import {
  decodeIdentityVersionWithoutVerification,
  encodeIdentityBody,
  encodeIdentityVersion,
  MAX_IDENTITY_VERSION_BYTES,
} from "./identity-version.ts";
import { type IdentityChange, openIdentityKey, signIdentityVersion } from "./sign-version.ts";
import { type VerifiedIdentity, verifyIdentityVersion } from "./verify-version.ts";

let alice: TestPerson;
let laptop: TestDevice;
/** Alice with phone and laptop, recovery set up. */
let both: VerifiedIdentity;

beforeAll(async () => {
  alice = await newPerson();
  laptop = await newDevice();
  const recovery = { recoveryPublic: random(32), segment: someSegment(1) };
  const change = changeOf(alice, alice.identity, { devices: [alice.phone.listed, laptop.listed], ...recovery });
  both = await accepted(alice.identity, await signIdentityVersion(change, hpke));
});

const post = async (previous: VerifiedIdentity | undefined, change: IdentityChange) =>
  verifyIdentityVersion(previous, await signIdentityVersion(change, hpke));
const onBoth = (change: Partial<IdentityChange>) => post(both, changeOf(alice, both, change));

describe("a version is accepted", () => {
  test("as the first one, by the root", async () => {
    expect(await verifyIdentityVersion(undefined, alice.bytes)).toMatchObject({
      ok: true,
      identity: { version: 1, account: alice.account },
      changes: { byRoot: true, rootChanged: false, devicesAdded: [alice.phone.id] },
    });
  });

  test("when a device with the identity key adds another", async () => {
    const tablet = await newDevice();
    expect(await onBoth({ devices: [...both.devices, tablet.listed] })).toMatchObject({
      ok: true,
      changes: { devicesAdded: [tablet.id], devicesRemoved: [], identityKeyRotated: false, byRoot: false },
    });
  });

  test("when a device is removed with a new identity key and a new segment", async () => {
    const identityKey = await newSeedKey();
    const removed = await onBoth({ devices: [alice.phone.listed], identityKey, segment: someSegment(2) });
    expect(removed).toMatchObject({
      ok: true,
      changes: { devicesRemoved: [laptop.id], identityKeyRotated: true, segmentChanged: true },
    });
  });

  test("by the root over whatever the identity key did, and by a new root, which it says", async () => {
    const [root, identityKey] = [await newSeedKey(), await newSeedKey()];
    const byRoot = { identityKey, authority: { kind: "root", root: alice.root } } as const;
    expect(await onBoth(byRoot)).toMatchObject({ ok: true, changes: { byRoot: true, rootChanged: false } });
    const byNew = { root: root.verifyingKey, identityKey, authority: { kind: "root", root } } as const;
    expect(await onBoth(byNew)).toMatchObject({ ok: true, changes: { rootChanged: true } });
  });
});

describe("a version is also accepted", () => {
  const recovery = () => ({ recoveryPublic: random(32), segment: someSegment(1) });

  test("as a first one that has recovery already", async () => {
    expect(await post(undefined, { ...alice.first, ...recovery() })).toMatchObject({ ok: true });
  });

  test("when a device comes and goes before recovery is set up", async () => {
    const added = changeOf(alice, alice.identity, { devices: [alice.phone.listed, laptop.listed] });
    const two = await accepted(alice.identity, await signIdentityVersion(added, hpke));
    const gone = changeOf(alice, two, { devices: [alice.phone.listed], identityKey: await newSeedKey() });
    expect(await post(two, gone)).toMatchObject({ ok: true, changes: { devicesRemoved: [laptop.id] } });
  });

  test("at the very time of the one before", async () => {
    expect(await onBoth({ nowMs: both.atMs })).toMatchObject({ ok: true });
  });
});

describe("a version is refused as not the next", () => {
  const notNext = { ok: false, refusal: "not-next" };

  test("when it is a first one where there is one, or a second where there is none", async () => {
    expect(await verifyIdentityVersion(alice.identity, alice.bytes)).toEqual(notNext);
    const second = await signIdentityVersion(changeOf(alice, alice.identity), hpke);
    expect(await verifyIdentityVersion(undefined, second)).toEqual(notNext);
  });

  test("when a first one has another number, or names one before it", async () => {
    const { first, identity } = alice;
    const before = (version: number, hash: Uint8Array<ArrayBuffer>) => ({ ...identity, version, hash });
    expect(await post(undefined, { ...first, previous: before(1, new Uint8Array(32)) })).toEqual(notNext);
    expect(await post(undefined, { ...first, previous: before(0, random(32)) })).toEqual(notNext);
    expect(await post(undefined, { ...first, previous: before(0, new Uint8Array(32)) })).toMatchObject({ ok: true });
  });

  test("when it follows another version or belongs to another account", async () => {
    const change = changeOf(alice, both);
    const other = { ...both, hash: random(32) };
    expect(await post(both, { ...change, previous: other })).toEqual(notNext);
    expect(await post(both, { ...change, account: newAccount() })).toEqual(notNext);
    expect(await post(both, { ...change, previous: { ...both, version: 7 } })).toEqual(notNext);
  });

  test("when it is older than the one before", async () => {
    const change = changeOf(alice, both, { nowMs: 5 });
    expect(await post({ ...both, atMs: 9 }, { ...change, previous: { ...both, atMs: 5 } })).toEqual(notNext);
  });
});

describe("a version is refused as unauthorised", () => {
  const unauthorised = { ok: false, refusal: "unauthorised" };

  test("when the identity key that allows it is not that of the version before", async () => {
    const thief = await newSeedKey();
    const authority = { kind: "predecessor", identityKey: thief } as const;
    expect(await onBoth({ identityKey: thief, authority })).toEqual(unauthorised);
  });

  test("when the identity key gives the account another root", async () => {
    const root = await newSeedKey();
    expect(await onBoth({ root: root.verifyingKey })).toEqual(unauthorised);
  });

  test("when a first version is not by its root", async () => {
    const { first, identityKey } = alice;
    const authority = { kind: "predecessor", identityKey } as const;
    expect(await post(undefined, { ...first, authority })).toEqual(unauthorised);
    const other = await newSeedKey();
    expect(await post(undefined, { ...first, authority: { kind: "root", root: other } })).toEqual(unauthorised);
  });

  test("when a device that was removed goes on with the key it held", async () => {
    const identityKey = await newSeedKey();
    const change = changeOf(alice, both, { devices: [alice.phone.listed], identityKey, segment: someSegment(2) });
    const without = await accepted(both, await signIdentityVersion(change, hpke));
    const back = changeOf(alice, without, { devices: both.devices });
    expect(await post(without, back)).toEqual(unauthorised);
  });

  test("when its own identity key did not sign it", async () => {
    const signed = decodeIdentityVersionWithoutVerification(await signIdentityVersion(changeOf(alice, both), hpke));
    if (signed === undefined) throw new Error("expected a version");
    const swapped = encodeIdentityVersion({ ...signed, signature: signed.authoritySignature });
    expect(await verifyIdentityVersion(both, swapped)).toEqual(unauthorised);
  });
});

describe("a version is refused as forbidden", () => {
  const forbidden = { ok: false, refusal: "forbidden" };

  test("when a device is removed and the identity key, or the segment, stays", async () => {
    expect(await onBoth({ devices: [alice.phone.listed], segment: someSegment(2) })).toEqual(forbidden);
    expect(await onBoth({ devices: [alice.phone.listed], identityKey: await newSeedKey() })).toEqual(forbidden);
  });

  test("when a device's keys change", async () => {
    const other = await newDevice();
    const signing = { ...laptop.listed, signatureKey: other.listed.signatureKey };
    const sealing = { ...laptop.listed, hpkePublic: other.listed.hpkePublic };
    expect(await onBoth({ devices: [alice.phone.listed, signing] })).toEqual(forbidden);
    expect(await onBoth({ devices: [alice.phone.listed, sealing] })).toEqual(forbidden);
  });

  test("when a segment changes under its number, skips one, goes back, or forgets how far the keychain had come", async () => {
    const held = both.segment ?? someSegment(1);
    expect(await onBoth({ segment: someSegment(1) })).toEqual(forbidden);
    expect(await onBoth({ segment: { ...held, after: { length: 3, hash: random(32) } } })).toEqual(forbidden);
    expect(await onBoth({ segment: someSegment(3) })).toEqual(forbidden);
    for (const change of [
      { number: 3 },
      { hpkePublic: random(32) },
      { sealedPrivate: random(80) },
      { after: { ...held.after, length: 1 } },
      { after: { ...held.after, hash: random(32) } },
    ])
      expect(await onBoth({ segment: { ...held, ...change } })).toEqual(forbidden);
    expect(await onBoth({ segment: undefined, recoveryPublic: undefined })).toEqual(forbidden);
    const far = { ...someSegment(2), after: { length: 9, hash: random(32) } };
    const later = await accepted(both, await signIdentityVersion(changeOf(alice, both, { segment: far }), hpke));
    expect(await post(later, changeOf(alice, later, { segment: someSegment(3) }))).toEqual(forbidden);
  });

  test("when the recovery key changes and the segment stays sealed to the old one", async () => {
    expect(await onBoth({ recoveryPublic: random(32) })).toEqual(forbidden);
    expect(await onBoth({ recoveryPublic: random(32), segment: someSegment(2) })).toMatchObject({ ok: true });
  });

  test("when recovery begins with a later segment", async () => {
    const change = changeOf(alice, alice.identity, { recoveryPublic: random(32), segment: someSegment(2) });
    expect(await post(alice.identity, change)).toEqual(forbidden);
  });

  test("when a first version begins with a later segment", async () => {
    const change = { ...alice.first, recoveryPublic: random(32), segment: someSegment(2) };
    expect(await post(undefined, change)).toEqual(forbidden);
  });
});

describe("bytes are refused", () => {
  test("with any of their bits flipped", async () => {
    for (let bit = 0; bit < alice.bytes.length * 8; bit += 3)
      expect(await verifyIdentityVersion(undefined, flipped(alice.bytes, bit))).toMatchObject({ ok: false });
  });

  test("cut off anywhere, or with something behind them", async () => {
    for (let length = 0; length < alice.bytes.length; length++)
      expect(await verifyIdentityVersion(undefined, alice.bytes.subarray(0, length))).toEqual({
        ok: false,
        refusal: "malformed",
      });
    const longer = new Uint8Array([...alice.bytes, 0, 0, 0, 0]);
    expect(await verifyIdentityVersion(undefined, longer)).toEqual({ ok: false, refusal: "malformed" });
  });

  test("when they are over the limit, whatever they are", async () => {
    const many = new Uint8Array(MAX_IDENTITY_VERSION_BYTES + 1);
    expect(await verifyIdentityVersion(undefined, many)).toEqual({ ok: false, refusal: "malformed" });
  });

  test("when devices are out of order, twice there, none, or more than twenty", async () => {
    const devices = await Promise.all(Array.from({ length: 21 }, async () => (await newDevice()).listed));
    const inOrder = devices.toSorted((a, b) =>
      Buffer.compare(Buffer.from(a.device, "base64url"), Buffer.from(b.device, "base64url")),
    );
    const decodes = (listed: typeof devices) => {
      const sealedIdentityKeys = listed.map(() => random(80));
      const bodyBytes = encodeIdentityBody({ ...alice.identity, devices: listed, sealedIdentityKeys });
      const signatures = { signature: random(64), authority: "root", authoritySignature: random(64) } as const;
      return (
        decodeIdentityVersionWithoutVerification(encodeIdentityVersion({ bodyBytes, ...signatures })) !== undefined
      );
    };
    expect(decodes(inOrder.slice(0, 20))).toBe(true);
    expect(decodes(inOrder)).toBe(false);
    expect(decodes(inOrder.slice(0, 3).toReversed())).toBe(false);
    expect(decodes([...inOrder.slice(0, 1), ...inOrder.slice(0, 1)])).toBe(false);
    expect(decodes([])).toBe(false);
  });

  test("whatever they are, without an exception", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), async (bytes) => {
        expect(await verifyIdentityVersion(undefined, bytes)).toMatchObject({ ok: false });
      }),
    );
  });
});

test("what is decoded encodes to the same bytes", async () => {
  const bytes = await signIdentityVersion(changeOf(alice, both), hpke);
  const signed = decodeIdentityVersionWithoutVerification(bytes);
  if (signed === undefined) throw new Error("expected a version");
  expect(encodeIdentityBody(signed.body)).toEqual(signed.bodyBytes);
  expect(encodeIdentityVersion(signed)).toEqual(bytes);
});

test("each listed device opens the identity key, and no other does", async () => {
  for (const device of [alice.phone, laptop])
    expect((await openIdentityKey(both, device, hpke))?.seed).toEqual(alice.identityKey.seed);
  expect(await openIdentityKey(both, await newDevice(), hpke)).toBeUndefined();
  expect(await openIdentityKey(both, { ...laptop, hpkePrivate: random(32) }, hpke)).toBeUndefined();
});
