/** What a person can count on about who is who, against the fake server and its real identity log. */
import { afterEach, describe, expect, test } from "vitest";
import { connect } from "../connect.ts";
import { WarblerError } from "../errors.ts";
import type { AlarmEvent } from "../events.ts";
import { token } from "../session/auth.ts";
import { FakeServer } from "../testing/fake-server.ts";
import { type OwnDevices, ownDevices } from "../testing/own-devices.ts";
import type { Warbler } from "../warbler.ts";
import type { ApprovalRequest } from "./identity-api.ts";

let world: OwnDevices | undefined;
const fresh = async () => {
  world = await ownDevices();
  return world;
};
afterEach(async () => {
  await world?.[Symbol.asyncDispose]();
  world = undefined;
});
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "none",
    (error) => (error instanceof WarblerError ? error.code : error),
  );
const alarmsOf = (client: Warbler): AlarmEvent[] => {
  const alarms: AlarmEvent[] = [];
  client.on("alarm", (alarm) => alarms.push(alarm));
  return alarms;
};
/** Each once: what runs beside the test may notice it as well. */
const kindsOf = (alarms: readonly AlarmEvent[]) => [...new Set(alarms.map(({ kind }) => kind))];
/** Both people look at both screens. */
async function compared(fromNew: ApprovalRequest, old: Warbler, type = (number: string) => number) {
  await old.identity.approvals();
  const number = await fromNew.number();
  const [waiting] = await old.identity.approvals();
  if (waiting === undefined) throw new Error("expected a request");
  return old.identity.approve(waiting.id, type(number));
}

describe("an account's identity", () => {
  test("is there after the first sign-in, without anybody doing anything", async () => {
    const { device, alice } = await fresh();
    const phone = await device(alice, "phone");
    expect(await phone.identity.state()).toBe("ready");
    expect(await phone.identity.devices()).toMatchObject([{ name: "phone", listed: true, current: true }]);
    expect(await phone.identity.monitor()).toMatchObject({ version: 1, unknownDevices: [], size: 1 });
  });

  test("is the same after a restart", async () => {
    const { device, alice, storeOf, server } = await fresh();
    const phone = await device(alice, "phone");
    const before = await phone.identity.monitor();
    await phone.close();
    const auth = token(phone.session.token, { account: phone.account, device: phone.device });
    const again = await connect(server.url, { auth, store: storeOf(phone), platform: server.platform() });
    // The log may sign anew meanwhile.
    const { devices: _, signedAtMs: __, ...rest } = before;
    expect(await again.identity.monitor()).toMatchObject(rest);
    await again.close();
  });

  test("begins once, also when two devices sign in at the same time", async () => {
    const { device, alice, server } = await fresh();
    const [one, other] = await Promise.all([device(alice, "one"), device(alice, "other")]);
    const states = await Promise.all([one.identity.state(), other.identity.state()]);
    expect(states.toSorted()).toEqual(["needs-approval", "ready"]);
    expect(server.state.identity.versions).toHaveLength(1);
  });
});

describe("a new device", () => {
  test("is let in by comparing numbers, and both sides show the same one", async () => {
    const { device, alice } = await fresh();
    const phone = await device(alice, "phone");
    const laptop = await device(alice, "laptop");
    expect(await laptop.identity.state()).toBe("needs-approval");
    const request = await laptop.identity.requestApproval();
    expect(await compared(request, phone)).toMatchObject({ name: "laptop", listed: true });
    await request.approved();
    expect(await laptop.identity.state()).toBe("ready");
    expect((await laptop.identity.devices()).map(({ listed }) => listed)).toEqual([true, true]);
    expect(await phone.identity.approvals()).toEqual([]);
  });

  test("stays outside when the number is another one, and the request is over", async () => {
    const { device, alice } = await fresh();
    const phone = await device(alice, "phone");
    const laptop = await device(alice, "laptop");
    const request = await laptop.identity.requestApproval();
    const wrong = (number: string) => String((Number(number) + 1) % 1_000_000).padStart(6, "0");
    expect(await codeOf(compared(request, phone, wrong))).toBe("approval-number-wrong");
    expect(await codeOf(request.approved())).toBe("approval-over");
    expect(await laptop.identity.state()).toBe("needs-approval");
  });

  test("is let in by its code, read from its own screen, and by no other text", async () => {
    const { device, alice, bob } = await fresh();
    const phone = await device(alice, "phone");
    const laptop = await device(alice, "laptop");
    const { payload } = await laptop.identity.requestApproval();
    const { payload: stranger } = await (await device(bob, "bob's")).identity.requestApproval();
    expect(await codeOf(phone.identity.approvePayload(stranger))).toBe("device-code-wrong");
    expect(await codeOf(phone.identity.approvePayload("hello"))).toBe("device-code-wrong");
    expect(await codeOf(phone.identity.approvePayload(payload, phone.device))).toBe("device-code-wrong");
    await phone.identity.approvePayload(payload, laptop.device);
    expect(await laptop.identity.state()).toBe("ready");
  });

  test("gets a number only from keys it had committed to", async () => {
    const { device, alice, server } = await fresh();
    const phone = await device(alice, "phone");
    const laptop = await device(alice, "laptop");
    const request = await laptop.identity.requestApproval();
    await phone.identity.approvals();
    await request.number();
    // The server puts keys of its own in the place of what the new device revealed.
    const [held] = server.state.identity.approvals.values();
    if (held === undefined) throw new Error("expected the request");
    const messages = held.messages.map((message, at) =>
      at === 2 ? { ...message, payload: `${message.payload.slice(0, 60)}AAAA${message.payload.slice(64)}` } : message,
    );
    server.state.identity.approvals.set(held.id, { ...held, messages });
    expect(await codeOf(phone.identity.approve(held.id, await request.number()))).toMatch(
      /approval-(number-wrong|waiting)/,
    );
    expect(await laptop.identity.state()).toBe("needs-approval");
  });

  test("cannot let itself in", async () => {
    const { device, alice } = await fresh();
    await device(alice, "phone");
    const laptop = await device(alice, "laptop");
    const { payload } = await laptop.identity.requestApproval();
    expect(await codeOf(laptop.identity.approvePayload(payload))).toBe("device-unlisted");
    expect(await codeOf(laptop.identity.approvals())).toBe("device-unlisted");
  });
});

test("a device that is revoked is off the list, signed out, and the identity key is new", async () => {
  const { device, alice, server } = await fresh();
  const phone = await device(alice, "phone");
  const laptop = await device(alice, "laptop");
  await phone.identity.approvePayload((await laptop.identity.requestApproval()).payload);
  const before = server.state.identity.newest.get(phone.account);
  await phone.removeDevice(laptop.device);
  const after = server.state.identity.newest.get(phone.account);
  expect(after?.devices.map((one) => one.device)).toEqual([phone.device]);
  expect(after?.identityKey).not.toEqual(before?.identityKey);
  expect(await codeOf(laptop.me())).toBe("signed-out");
  expect(await codeOf(phone.identity.revoke(phone.device))).toBe("last-device");
});

describe("recovery that is interrupted", () => {
  test("in a rotation whose answer is lost: the device still has the new code", async () => {
    const { device, alice, server } = await fresh();
    const phone = await device(alice, "phone");
    const code = await phone.recovery.setUp();
    await phone.recovery.test(code);
    let asked = 0;
    // What is there is asked twice; the third answer is that it was replaced.
    server.tamperAnswer = async (path, response) =>
      path === "/api/recovery" && ++asked === 3 ? new Response("{}", { status: 403 }) : response;
    expect(await codeOf(phone.recovery.rotate(code))).not.toBe("none");
    expect(await codeOf(phone.recovery.test(code))).toBe("recovery-code-replaced");
    server.tamperAnswer = undefined;
    await phone.recovery.test((await phone.recovery.unseenCode()) ?? "");
    expect(await codeOf(phone.recovery.setUp())).toBe("recovery-set-up-already");
  });

  test("before another root is in the log: the old code goes on", async () => {
    const { device, alice, server } = await fresh();
    const phone = await device(alice, "phone");
    const code = await phone.recovery.setUp();
    await phone.recovery.test(code);
    const take = server.state.identity.take;
    server.state.identity.take = () => Promise.reject(new Error("cut"));
    expect(await codeOf(phone.recovery.setUp({ newRoot: true }))).not.toBe("none");
    server.state.identity.take = take;
    expect(await codeOf(phone.recovery.setUp())).toBe("recovery-set-up-already");
    await phone.recovery.test(code);
  });
});

describe("between two people", () => {
  test("the safety number is the same on both sides and can be marked as verified", async () => {
    const { device, alice, bob } = await fresh();
    const a = await device(alice, "a");
    const b = await device(bob, "b");
    const [here, there] = [await a.identity.safetyNumber(bob.id), await b.identity.safetyNumber(alice.id)];
    expect(here.digits).toBe(there.digits);
    expect(here.trust).toBe("unverified");
    await a.identity.verify(bob.id, there.payload);
    expect((await a.identity.safetyNumber(bob.id)).trust).toBe("verified");
    expect(await codeOf(a.identity.verify(bob.id, `${there.payload.slice(0, -4)}AAAA`))).toBe("safety-number-wrong");
  });

  test("a new device changes nothing; a new root stops and alarms until it is accepted", async () => {
    const { device, alice, bob } = await fresh();
    const a = await device(alice, "a");
    const b = await device(bob, "b");
    const { digits } = await a.identity.safetyNumber(bob.id);
    await a.identity.verify(bob.id);
    const alarms = alarmsOf(a);
    const b2 = await device(bob, "b2");
    await b.identity.approvePayload((await b2.identity.requestApproval()).payload);
    expect(await a.identity.safetyNumber(bob.id)).toMatchObject({ digits, trust: "verified" });
    await b.recovery.setUp({ newRoot: true });
    expect(await a.identity.changed([bob.id, alice.id])).toEqual([bob.id]);
    expect(alarms).toMatchObject([{ kind: "identity-changed", account: bob.id }]);
    expect((await a.identity.safetyNumber(bob.id)).trust).toBe("changed");
    await a.identity.accept(bob.id);
    expect(await a.identity.changed([bob.id])).toEqual([]);
    expect(await a.identity.safetyNumber(bob.id)).toMatchObject({ trust: "unverified" });
  });

  test("who has no identity yet cannot be compared", async () => {
    const { device, alice, bob } = await fresh();
    expect(await codeOf((await device(alice, "a")).identity.safetyNumber(bob.id))).toBe("identity-missing");
  });
});

describe("a server that lies about identities is found out:", () => {
  test("a log that lost entries", async () => {
    const { device, alice, bob, server } = await fresh();
    const a = await device(alice, "a");
    await device(bob, "b");
    await a.identity.safetyNumber(bob.id);
    const alarms = alarmsOf(a);
    server.state.identityLies.set(alice.id, await server.state.identity.fork(1));
    expect(await codeOf(a.identity.setUp())).toBe("fork");
    expect(kindsOf(alarms)).toEqual(["identity-fork"]);
    server.state.identityLies.clear();
    expect(await a.identity.setUp()).toBe("ready");
  });

  test("entries other than those that the signed root covers", async () => {
    const { device, alice, bob, server } = await fresh();
    const a = await device(alice, "a");
    await device(bob, "b");
    const alarms = alarmsOf(a);
    const shown = await server.state.identity.fork(2);
    shown.versions[1] = new Uint8Array(server.state.identity.versions[1] ?? []).with(40, 1);
    const honest = server.state.identity.checkpoint.bind(server.state.identity);
    shown.checkpoint = honest;
    server.state.identityLies.set(alice.id, shown);
    expect(await codeOf(a.identity.setUp())).toBe("fork");
    expect(kindsOf(alarms)).toEqual(["identity-fork"]);
  });

  test("a signed entry that is no version its account could have made", async () => {
    const { device, alice, bob, server } = await fresh();
    const a = await device(alice, "a");
    await device(bob, "b");
    const shown = await server.state.identity.fork(2);
    shown.versions.push(server.state.identity.versions[1] ?? new Uint8Array());
    server.state.identityLies.set(alice.id, shown);
    expect(await codeOf(a.identity.setUp())).toBe("fork");
  });

  test("another signing key under the log's name", async () => {
    const { device, alice, server } = await fresh();
    const a = await device(alice, "a");
    const alarms = alarmsOf(a);
    const other = (await FakeServer.create()).state.identity;
    for (const version of server.state.identity.versions) await other.take(version);
    server.state.identityLies.set(alice.id, other);
    expect(await codeOf(a.identity.setUp())).toBe("fork");
    expect(kindsOf(alarms)).toEqual(["identity-fork"]);
  });

  test("a log that is dated ahead, so that it would never be stale", async () => {
    const { device, alice, server } = await fresh();
    const a = await device(alice, "a");
    const alarms = alarmsOf(a);
    const dated = await server.state.identity.fork(1);
    const honest = server.state.identity.checkpoint.bind(server.state.identity);
    dated.checkpoint = (nowMs) => honest(nowMs + 11 * 60_000);
    server.state.identityLies.set(alice.id, dated);
    expect(await codeOf(a.identity.setUp())).toBe("unproven-log");
    expect(kindsOf(alarms)).toEqual(["identity-stale"]);
    dated.checkpoint = (nowMs) => honest(nowMs + 9 * 60_000);
    expect(await a.identity.setUp()).toBe("ready");
  });

  test("a log that is not renewed", async () => {
    const { device, alice, server } = await fresh();
    const a = await device(alice, "a");
    const alarms = alarmsOf(a);
    const old = await server.state.identity.fork(1);
    const honest = server.state.identity.checkpoint.bind(server.state.identity);
    old.checkpoint = (nowMs) => honest(nowMs - 25 * 3_600_000);
    server.state.identityLies.set(alice.id, old);
    await a.identity.setUp();
    expect(kindsOf(alarms)).toEqual(["identity-stale"]);
  });
});
