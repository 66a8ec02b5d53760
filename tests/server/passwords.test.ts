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
