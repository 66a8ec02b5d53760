/** Whom an account's devices let in, take off and bring back: real devices against the real server. */
import { type AlarmEvent, type ApprovalRequest, WarblerError } from "@warbler/sdk";
import { type Device, openWorld } from "@warbler/testkit";
import { afterAll, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "none",
    (error) => (error instanceof WarblerError ? error.code : String(error)),
  );
/** On a first device that has begun the account's identity. */
const begun = async (handle: string) => {
  const person = await world.join(handle);
  await expect.poll(() => person.client.identity.state()).toBe("ready");
  return person;
};
const letIn = async (old: Device, fresh: Device) => {
  await old.client.identity.approvePayload((await fresh.client.identity.requestApproval()).payload);
  expect(await fresh.client.identity.state()).toBe("ready");
};

test("a second device is let in by the number that both show", async () => {
  const alice = await begun("alice");
  const laptop = await alice.device("laptop");
  expect(await laptop.client.identity.state()).toBe("needs-approval");
  const asked = new Promise<void>((resolve) => {
    alice.client.on("identity", ({ change }) => change === "approval" && resolve());
  });
  const request: ApprovalRequest = await laptop.client.identity.requestApproval();
  await asked;
  await alice.client.identity.approvals();
  const number = await request.number();
  const [waiting] = await alice.client.identity.approvals();
  expect(waiting).toMatchObject({ name: "laptop", step: "number" });
  if (waiting === undefined) throw new Error("expected a request");
  await alice.client.identity.approve(waiting.id, number);
  await request.approved();
  expect(await laptop.client.identity.monitor()).toMatchObject({ state: "ready", version: 2, unknownDevices: [] });
});

test("a device in the middle that answers with its own number is not let in", async () => {
  const alice = await begun("alice2");
  const laptop = await alice.device("laptop");
  const request = await laptop.client.identity.requestApproval();
  // Whoever sits between the laptop and the server answers first, in the phone's stead.
  laptop.line.meddler = {
    answer: async ({ path }, response) => {
      if (path !== "/api/devices/approval") return response;
      const told = (await response.json()) as { approvals: { messages: { from: string; payload: string }[] }[] };
      for (const { messages } of told.approvals)
        if (messages[1] !== undefined)
          messages[1].payload = Buffer.from([2, ...new Uint8Array(32)]).toString("base64url");
      return Response.json(told);
    },
  };
  await alice.client.identity.approvals();
  const shown = await request.number();
  const [waiting] = await alice.client.identity.approvals();
  if (waiting === undefined) throw new Error("expected a request");
  expect(await codeOf(alice.client.identity.approve(waiting.id, shown))).toBe("approval-number-wrong");
  laptop.line.meddler = undefined;
  expect(await codeOf(request.approved())).toBe("approval-over");
});

test("a device that is taken off loses its session, and the rest go on", async () => {
  const alice = await begun("alice3");
  const [laptop, tablet] = [await alice.device("laptop"), await alice.device("tablet")];
  await letIn(alice.first, laptop);
  await letIn(laptop, tablet);
  await alice.revokes(laptop);
  await laptop.expired();
  expect(await tablet.client.identity.state()).toBe("ready");
  const listed = (await tablet.client.identity.devices()).filter((one) => one.listed);
  expect(listed.map(({ id }) => id).toSorted()).toEqual([alice.first.id, tablet.id].toSorted());
});

test("recovery brings the account back when no device is left", async () => {
  const alice = await begun("alice4");
  const code = await alice.client.recovery.setUp();
  await alice.client.recovery.test(code);
  expect(await alice.client.recovery.status()).toMatchObject({ state: "ready", means: [{ means: "code" }] });
  await alice.client.signOut();
  const fresh = await alice.device("fresh");
  expect(await fresh.client.recovery.use(code)).toEqual({ keys: 0, whole: true, begunAnew: false });
  expect(await fresh.client.identity.state()).toBe("ready");
  const next = await fresh.client.recovery.rotate(code);
  expect(await codeOf(fresh.client.recovery.test(code))).toBe("recovery-code-replaced");
  await fresh.client.recovery.test(next);
});

test("a new root stops what others send until they accept it", async () => {
  const [alice, bob] = [await begun("alice5"), await begun("bob5")];
  const before = await alice.client.identity.safetyNumber(bob.account);
  expect(before.digits).toBe((await bob.client.identity.safetyNumber(alice.account)).digits);
  const alarms: AlarmEvent[] = [];
  alice.client.on("alarm", (alarm) => alarms.push(alarm));
  await bob.client.recovery.setUp({ newRoot: true });
  expect(await alice.client.identity.changed([bob.account])).toEqual([bob.account]);
  expect(alarms).toMatchObject([{ kind: "identity-changed", account: bob.account }]);
  await alice.client.identity.accept(bob.account);
  expect(await alice.client.identity.changed([bob.account])).toEqual([]);
});

test("someone who shows one person another identity log is noticed by that person", async () => {
  const alice = await begun("alice6");
  await alice.client.identity.state();
  const alarms: AlarmEvent[] = [];
  alice.client.on("alarm", (alarm) => alarms.push(alarm));
  const old = await (await world.platform.fetch(`${world.url}/identity/checkpoint`, {})).text();
  await begun("bob6");
  await alice.client.identity.changed([]);
  alice.first.line.meddler = {
    instead: ({ path }) => (path === "/identity/checkpoint" ? new Response(old) : undefined),
  };
  expect(await codeOf(alice.client.identity.state())).toBe("fork");
  expect(alarms).toMatchObject([{ kind: "identity-fork" }]);
});
