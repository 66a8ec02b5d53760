import { signAsDevice } from "@warbler/crypto/identity";
import { base64urlFromBytes, LIMITS, newId, signInPayload } from "@warbler/protocol";
import { listedPerson, openWorld, PASSWORD } from "@warbler/testkit";
import { afterAll, describe, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw } = world;
let people = 0;
const twoDevices = async () => {
  const person = await listedPerson(raw, `person${people++}`);
  await person.post();
  return { person, old: person.first, fresh: await person.addDevice({ list: false }) };
};
const text = (payload: string) => Buffer.from(payload).toString("base64url");

test("a device that an officer took away stays on the list until its person takes it off, and nobody signs in on it", async () => {
  const handle = `person${people++}`;
  const person = await listedPerson(raw, handle);
  await person.post();
  const lost = await person.addDevice({ list: true });
  const { account, device, key } = lost;
  expect(await raw.owner.call("takeDeviceAway", { account, device }, { reason: "stolen" })).toMatchObject({
    status: 204,
  });
  const { ticket } = (await raw.call("askDevice")).body;
  const signature = base64urlFromBytes(await signAsDevice(key, "signIn", signInPayload({ ticket, device: device })));
  const body = { handle, password: PASSWORD, device: { id: device as never, ticket, signature } };
  expect(await raw.call("signIn", { body })).toMatchObject({ code: "sign-in-failed" });
  const listed = async () =>
    (await person.first.call("devices")).body.devices.map((one: { id: string; takenAway?: true }) => [
      one.id,
      one.takenAway === true,
    ]);
  expect(await listed()).toEqual([
    [person.first.device, false],
    [device, true],
  ]);
  expect((await raw.owner.call("reviewPerson", { account })).body.devices).toMatchObject([
    {},
    { id: device, takenAway: true, sessions: [] },
  ]);
  await person.revoke(lost);
  expect(await listed()).toEqual([[person.first.device, false]]);
});

describe("approving a device", () => {
  test("relays what the two devices say to each other, in order, and tells both", async () => {
    const { old, fresh } = await twoDevices();
    const [atOld, atFresh] = [await old.connect(), await fresh.connect()];
    const { id } = (await fresh.call("askApproval", {}, { payload: text("commitment") })).body;
    await atOld.hears("deviceEvent", ({ kind, approval }) => kind === "approval" && approval === id);
    await old.call("answerApproval", { approval: id }, { payload: text("answer") });
    await atFresh.hears("deviceEvent", ({ kind }) => kind === "approval");
    await fresh.call("answerApproval", { approval: id }, { payload: text("reveal") });
    const { approvals } = (await old.call("approvals")).body;
    expect(approvals).toMatchObject([
      {
        id,
        device: fresh.device,
        messages: [
          { from: fresh.device, payload: text("commitment") },
          { from: old.device, payload: text("answer") },
          { from: fresh.device, payload: text("reveal") },
        ],
      },
    ]);
    expect(await old.call("endApproval", { approval: id })).toMatchObject({ status: 204 });
    expect((await fresh.call("approvals")).body.approvals).toEqual([]);
  });

  test("is nothing that another account sees or touches", async () => {
    const { fresh } = await twoDevices();
    const mallory = await raw.join(`mallory${people++}`, "administrator");
    const { id } = (await fresh.call("askApproval", {}, { payload: text("x") })).body;
    expect((await mallory.call("approvals")).body.approvals).toEqual([]);
    expect(await mallory.call("answerApproval", { approval: id }, { payload: text("x") })).toMatchObject({
      code: "not-found",
    });
    expect(await mallory.call("endApproval", { approval: id })).toMatchObject({ code: "not-found" });
  });

  test("expires; asking again takes back what the device asked before", async () => {
    const { old, fresh } = await twoDevices();
    const first = (await fresh.call("askApproval", {}, { payload: text("x") })).body;
    const second = (await fresh.call("askApproval", {}, { payload: text("y") })).body;
    expect((await old.call("approvals")).body.approvals).toMatchObject([{ id: second.id }]);
    expect(await old.call("answerApproval", { approval: first.id }, { payload: text("x") })).toMatchObject({
      code: "not-found",
    });
    world.clock.pass(LIMITS.approvalMs);
    expect((await old.call("approvals")).body.approvals).toEqual([]);
    expect(await old.call("answerApproval", { approval: second.id }, { payload: text("x") })).toMatchObject({
      code: "approval-over",
    });
  });

  test("is bounded in messages and bytes", async () => {
    const { fresh } = await twoDevices();
    const { id } = (await fresh.call("askApproval", {}, { payload: text("x") })).body;
    const payload = text("x".repeat(LIMITS.approvalMessageBytes));
    for (let n = 1; n < LIMITS.approvalMessages; n++)
      expect(await fresh.call("answerApproval", { approval: id }, { payload })).toMatchObject({ status: 200 });
    expect(await fresh.call("answerApproval", { approval: id }, { payload })).toMatchObject({ code: "too-many" });
    expect(await fresh.call("askApproval", {}, { payload: `${payload}AAAA` })).toMatchObject({ code: "bad-request" });
    expect(await fresh.call("askApproval", {}, { payload: "" })).toMatchObject({ code: "bad-request" });
  });
});

describe("handing over keys", () => {
  test("brings each chunk to the one device it is for, until it is dropped", async () => {
    const { old, fresh } = await twoDevices();
    const atFresh = await fresh.connect();
    for (const chunk of [0, 1])
      expect(await old.call("putTransfer", { device: fresh.device, chunk }, Uint8Array.of(chunk, 7))).toMatchObject({
        status: 204,
      });
    await atFresh.hears("deviceEvent", ({ kind }) => kind === "transfer");
    expect((await fresh.call("transfers")).body.transfers).toMatchObject([{ from: old.device, chunks: [0, 1] }]);
    expect((await old.call("transfers")).body.transfers).toEqual([]);
    const chunk = await fresh.call("getTransfer", { device: old.device, chunk: 1 });
    expect([...chunk.bytes]).toEqual([1, 7]);
    expect(await old.call("getTransfer", { device: fresh.device, chunk: 1 })).toMatchObject({ code: "not-found" });
    expect(await fresh.call("endTransfer", { device: old.device })).toMatchObject({ status: 204 });
    expect(await fresh.call("getTransfer", { device: old.device, chunk: 1 })).toMatchObject({ code: "not-found" });
  });

  test("goes to no device of another account, none that is not there, and not to oneself", async () => {
    const [one, two] = [await twoDevices(), await twoDevices()];
    for (const device of [two.old.device, newId(), one.old.device])
      expect(await one.old.call("putTransfer", { device, chunk: 0 }, Uint8Array.of(1))).toMatchObject({
        code: "not-found",
      });
    const params = { device: one.fresh.device, chunk: LIMITS.transferChunks };
    expect(await one.old.call("putTransfer", params, Uint8Array.of(1))).toMatchObject({ code: "too-many" });
    const tooLarge = new Uint8Array(LIMITS.transferChunkBytes + 1);
    expect(await one.old.call("putTransfer", { ...params, chunk: 0 }, tooLarge)).toMatchObject({
      code: "body-too-large",
    });
  });

  test("expires, and goes with the device it is for", async () => {
    const { person, old, fresh } = await twoDevices();
    await old.call("putTransfer", { device: fresh.device, chunk: 0 }, Uint8Array.of(1));
    world.clock.pass(LIMITS.transferMs);
    expect((await fresh.call("transfers")).body.transfers).toEqual([]);
    const third = await person.addDevice();
    await old.call("putTransfer", { device: third.device, chunk: 0 }, Uint8Array.of(1));
    await person.revoke(third);
    expect(await old.call("putTransfer", { device: third.device, chunk: 1 }, Uint8Array.of(1))).toMatchObject({
      code: "not-found",
    });
  });
});
