import { type DeviceId, newId } from "@warbler/protocol";
import { fromBinary, IdentityEntriesSchema } from "@warbler/protocol/wire";
import { listedPerson, openWorld, type RawMember } from "@warbler/testkit";
import {
  openCheckpoint,
  parseVerifierKey,
  portableHasher,
  rootOf,
  verifyEd25519ByWebCrypto,
} from "@warbler/transparency";
import { afterAll, describe, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw } = world;
let people = 0;
const newPerson = () => listedPerson(raw, `person${people++}`);

const logFrom = async (by: RawMember, from = 0) => {
  const { bytes } = await raw.http("GET", `/api/identity/entries?from=${from}`, { token: by.token });
  return fromBinary(IdentityEntriesSchema, bytes);
};
const checkpoint = async () => {
  const { verifierKey } = (await raw.call("identityLogKey")).body;
  const key = parseVerifierKey(verifierKey, portableHasher);
  if (!key.ok) throw new Error(`expected a verifier key, got ${verifierKey}`);
  const note = (await raw.call("identityCheckpoint")).text;
  const opened = await openCheckpoint(note, key.value, verifyEd25519ByWebCrypto);
  if (!opened.ok) throw new Error(opened.refusal);
  return opened.value;
};

describe("the identity log", () => {
  test("holds what was posted, hashes to a signed checkpoint, and says when that was signed", async () => {
    const alice = await newPerson();
    const { body } = await alice.post();
    const log = await logFrom(raw.owner);
    expect(log.size).toBe(body.size);
    expect(log.entries).toHaveLength(body.size);
    const signed = await checkpoint();
    const leaves = log.entries.map(({ version }) => portableHasher.leafHash(version));
    expect(signed).toMatchObject({ size: log.size, root: rootOf(leaves, portableHasher) });
    const [line = ""] = signed.extensions;
    expect(Math.abs(Number(/^timestamp (\d+)$/.exec(line)?.[1]) - world.clock.nowMs() / 1000)).toBeLessThan(100);
  });

  test("is signed anew without new entries, well within the day after which clients refuse it", async () => {
    const before = await checkpoint();
    world.clock.pass(3_600_000);
    const after = await checkpoint();
    expect(after.root).toEqual(before.root);
    expect(after.extensions).not.toEqual(before.extensions);
  });

  test("is never asked in vain: a checkpoint asked for after a post holds it, whatever was being signed", async () => {
    const posting: Awaited<ReturnType<typeof newPerson>>[] = [];
    for (let at = 0; at < 8; at++) posting.push(await newPerson());
    let isOver = false;
    const looking = async () => {
      while (!isOver) await raw.call("identityCheckpoint");
    };
    const lookers = Array.from({ length: 4 }, looking);
    const gaps = await Promise.all(
      posting.map(async (person) => {
        const { size } = (await person.post()).body;
        return Math.max(0, size - (await checkpoint()).size);
      }),
    ).finally(() => {
      isOver = true;
    });
    await Promise.all(lookers);
    expect(gaps).toEqual(gaps.map(() => 0));
  });

  test("goes on after a restart from where it was", async () => {
    const bob = await newPerson();
    const { entry } = (await bob.post()).body;
    await world.restart();
    // The connection that was open is answered by the server that stops.
    await raw.call("health");
    expect(await checkpoint()).toMatchObject({ size: entry + 1 });
    await bob.addDevice();
    expect(await checkpoint()).toMatchObject({ size: entry + 2 });
    expect((await logFrom(bob.first, entry)).entries).toHaveLength(2);
  });

  test("answers a repeated version as the first time, without a second entry", async () => {
    const carol = await newPerson();
    const version = await carol.sign();
    const first = await carol.first.call("postIdentity", {}, version);
    const again = await carol.first.call("postIdentity", {}, version);
    expect(again.body).toEqual(first.body);
  });

  test("takes versions of many people at once, each in a place of its own", async () => {
    const several = await Promise.all([newPerson(), newPerson(), newPerson(), newPerson()]);
    const places = (await Promise.all(several.map((one) => one.post()))).map(({ body }) => body.entry);
    expect(new Set(places).size).toBe(4);
    const log = await logFrom(raw.owner);
    const leaves = log.entries.map(({ version }) => portableHasher.leafHash(version));
    expect((await checkpoint()).root).toEqual(rootOf(leaves, portableHasher));
  });

  test("is read by people of the organisation alone; its checkpoint by anyone", async () => {
    expect(await raw.http("GET", "/api/identity/entries")).toMatchObject({ code: "signed-out" });
    expect(await raw.http("GET", "/identity/checkpoint")).toMatchObject({ status: 200 });
    expect(await raw.http("GET", "/api/identity/entries?from=-1", { token: raw.owner.token })).toMatchObject({
      code: "bad-request",
    });
    expect((await logFrom(raw.owner, 1_000_000)).entries).toEqual([]);
  });
});

describe("a version is refused", () => {
  test("when it is of somebody else", async () => {
    const [dave, mallory] = [await newPerson(), await newPerson()];
    const version = await dave.sign();
    expect(await mallory.first.call("postIdentity", {}, version)).toMatchObject({ code: "identity-invalid" });
  });

  test("when a bit of it is wrong, it is cut short, or no version at all", async () => {
    const erin = await newPerson();
    const version = await erin.sign();
    const flipped = version.slice();
    flipped[200] = (flipped[200] ?? 0) ^ 1;
    for (const bytes of [flipped, version.subarray(0, -1), new Uint8Array(64), Uint8Array.of(...version, 0)])
      expect(await erin.first.call("postIdentity", {}, bytes)).toMatchObject({ code: "identity-invalid" });
    expect(await erin.first.call("postIdentity", {}, new Uint8Array(20_000))).toMatchObject({ code: "body-too-large" });
  });

  test("when it lists a device that never signed in to the account, or under another key", async () => {
    const frank = await newPerson();
    const [own] = [frank.listedOf(frank.first)];
    const stranger = { ...own, device: newId<DeviceId>() };
    expect(await frank.post({ devices: [own, stranger] })).toMatchObject({ code: "identity-invalid" });
    const second = await frank.addDevice({ list: false });
    const swapped = { ...frank.listedOf(second), signatureKey: own.signatureKey };
    expect(await frank.post({ devices: [own, swapped] })).toMatchObject({ code: "identity-invalid" });
  });

  test("when another device's version came first", async () => {
    const grace = await newPerson();
    await grace.post();
    const second = await grace.addDevice({ list: false });
    const [one, two] = [
      await grace.sign(),
      await grace.sign({ devices: [grace.listedOf(grace.first), grace.listedOf(second)] }),
    ];
    expect(await grace.first.call("postIdentity", {}, one)).toMatchObject({ status: 200 });
    expect(await second.call("postIdentity", {}, two)).toMatchObject({ code: "stale-identity" });
  });
});

test("a device that drops out of the list loses its sessions and its socket at once; the others are told", async () => {
  const heidi = await newPerson();
  await heidi.post();
  const phone = await heidi.addDevice();
  const [kept, lost] = [await heidi.first.connect(), await phone.connect()];
  expect(await heidi.revoke(phone)).toMatchObject({ status: 200 });
  expect((await lost.closed()).code).toBe(4401);
  await kept.hears("deviceEvent", ({ kind }) => kind === "identity");
  expect(await phone.call("me")).toMatchObject({ code: "signed-out" });
  expect((await heidi.first.call("devices")).body.devices).toHaveLength(1);
});

test("recovery puts a new device on the list with the root's word, and the old one off it", async () => {
  const ivan = await newPerson();
  await ivan.post();
  const replacement = await ivan.addDevice({ list: false });
  const authority = { kind: "root", root: ivan.root } as const;
  const rescued = await ivan.post({ authority, devices: [ivan.listedOf(replacement)] }, replacement);
  expect(rescued).toMatchObject({ status: 200 });
  expect(await ivan.first.call("me")).toMatchObject({ code: "signed-out" });
});
