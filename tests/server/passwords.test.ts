import { LIMITS } from "@warbler/protocol";
import { openWorld, PASSWORD } from "@warbler/testkit";
import { afterAll, expect, test } from "vitest";

const world = await openWorld();
afterAll(() => world[Symbol.asyncDispose]());
const { raw } = world;
const { owner } = raw;
const defaults = {
  accessRecoveryWaitHours: 24,
  secondFactor: "optional",
  passwordMinChars: LIMITS.passwordMinChars,
  passwordWithFactorMinChars: LIMITS.passwordWithFactorMinChars,
  lockMinutes: 0,
} as const;

test("anyone may know how long a password must be, and only an owner changes it, within bounds", async () => {
  expect((await raw.call("security")).body).toEqual(defaults);
  const admin = await raw.join("admin", "administrator");
  const longer = { ...defaults, passwordMinChars: 25 };
  expect(await admin.call("configureSecurity", {}, longer)).toMatchObject({ code: "forbidden" });
  for (const wrong of [14, 65, 20.5])
    expect(await owner.call("configureSecurity", {}, { ...defaults, passwordMinChars: wrong })).toMatchObject({
      code: "bad-request",
    });
  expect(await owner.call("configureSecurity", {}, longer)).toMatchObject({ status: 204 });
  expect((await raw.call("security")).body).toEqual(longer);
  const { token } = (await owner.call("invite", {}, {})).body;
  expect(await raw.call("acceptInvitation", { body: { token, ...raw.newPerson("short") } })).toMatchObject({
    code: "password-too-short",
  });
  expect(await owner.call("configureSecurity", {}, defaults)).toMatchObject({ status: 204 });
});

test("a new password may not be made of one's own name, of pinyin, dates or a phone number", async () => {
  const person = await raw.join("ningxia-lantern");
  for (const bad of ["ningxia-lantern 2031", "wodemimashi123456", "zhangwei19900101", "13812345678lilei"])
    expect(await person.call("changePassword", {}, { old: PASSWORD, new: bad }), bad).toMatchObject({
      code: "password-too-common",
    });
});

test("an organisation's own words count for nothing in a password, and no stranger reads them", async () => {
  const person = await raw.join("mei");
  const made = "bluefalcon meets nightjar";
  const change = (old: string, next: string) => person.call("changePassword", {}, { old, new: next });
  expect(await change(PASSWORD, made)).toMatchObject({ status: 204 });
  const words = ["Blue Falcon", "nightjar", "夜莺计划", "nightjar"];
  expect(await person.call("setPasswordWords", {}, { words })).toMatchObject({ code: "forbidden" });
  for (const wrong of [["x".repeat(41)], [""], ["two\nlines"], Array.from({ length: 201 }, (_, at) => `word${at}`)])
    expect(await owner.call("setPasswordWords", {}, { words: wrong })).toMatchObject({ code: "bad-request" });
  expect(await owner.call("setPasswordWords", {}, { words })).toMatchObject({ status: 204 });
  expect((await person.call("passwordWords")).body).toEqual({ words: ["Blue Falcon", "nightjar", "夜莺计划"] });
  expect(await raw.call("passwordWords")).toMatchObject({ code: "signed-out" });
  expect((await raw.call("security")).text).not.toContain("nightjar");
  for (const bad of [made, "BlueFalcon-nightjar-1", "夜莺计划夜莺计划夜莺计划夜莺计划"])
    expect(await change(made, bad), bad).toMatchObject({ code: "password-too-common" });
  const { token } = (await owner.call("invite", {}, {})).body;
  const joining = { token, ...raw.newPerson("newcomer"), password: "nightjar bluefalcon" };
  expect(await raw.call("acceptInvitation", { body: joining })).toMatchObject({ code: "password-too-common" });
  // The log tells how many there are, and no word.
  const facts = (await owner.call("ownFacts")).text;
  expect(facts).toContain('"passwordWords":3');
  expect(facts).not.toContain("nightjar");
  expect(await owner.call("setPasswordWords", {}, { words: [] })).toMatchObject({ status: 204 });
  expect(await change(made, "bluefalcon meets nightjar!")).toMatchObject({ status: 204 });
});

test("an app lock is asked for within bounds, stays where it is left out, and everybody is told", async () => {
  const person = await raw.join("lotte");
  const socket = await person.connect();
  const { lockMinutes: _none, ...rest } = defaults;
  for (const wrong of [-1, 241, 1.5])
    expect(await owner.call("configureSecurity", {}, { ...rest, lockMinutes: wrong })).toMatchObject({
      code: "bad-request",
    });
  expect(await owner.call("configureSecurity", {}, { ...rest, lockMinutes: 5 })).toMatchObject({ status: 204 });
  await socket.hears("deviceEvent", ({ kind }) => kind === "security");
  expect(await owner.call("configureSecurity", {}, rest)).toMatchObject({ status: 204 });
  expect((await raw.call("security")).body).toMatchObject({ lockMinutes: 5 });
  expect(await owner.call("configureSecurity", {}, defaults)).toMatchObject({ status: 204 });
});
