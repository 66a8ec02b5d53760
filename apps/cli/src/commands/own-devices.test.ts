/** The flow of several devices and of recovery, as people type it. */
import { describe, expect, test } from "vitest";
import { newWorld, type Someone, type World } from "../testing/world.ts";

/** One more profile of this person, which is one more device. */
async function another(world: World, handle: string): Promise<Someone> {
  const device = await world.someone();
  const env = { WARBLER_PASSWORD: `${handle} likes long passwords` };
  const { code, out } = await device.warbler(["login", world.server.url, "--handle", handle], { env });
  expect(code).toBe(0);
  expect(out).toContain("devices request");
  return device;
}

/** What `devices request` prints, as it prints it. */
function asking(device: Someone) {
  const numbers = Promise.withResolvers<string>();
  const codes = Promise.withResolvers<string>();
  const onOut = (out: string) => {
    const [, code] = /"code":"([^"]+)"/.exec(out) ?? [];
    const [, number] = /"number":"(\d{6})"/.exec(out) ?? [];
    if (code !== undefined) codes.resolve(code);
    if (number !== undefined) numbers.resolve(number);
  };
  const done = device.warbler(["devices", "request", "--json"], { onOut });
  return { code: codes.promise, number: numbers.promise, done };
}

describe("a second device", () => {
  test("is told at the sign-in what to do, asks, and is let in by the number it shows", async () => {
    const world = await newWorld();
    const anna = await world.signedIn("anna");
    const laptop = await another(world, "anna");
    const request = asking(laptop);
    await request.code;
    const { out } = await anna.warbler(["--lang", "zh", "sessions"]);
    expect(out.trim().split("\n")).toHaveLength(3);
    expect(out).toContain("未见异常");
    // Nobody is there to type: the request is left to whoever is.
    expect(await anna.warbler(["devices", "approve"])).toMatchObject({ code: 2 });
    const other = await another(world, "anna");
    const second = asking(other);
    expect((await anna.warbler(["devices", "approve", await second.code])).code).toBe(0);
    await second.done;
    expect(await other.warbler(["devices", "approve", "--show-number"])).toMatchObject({ code: 0 });
    const taken = await anna.warbler(["devices", "approve"], { answers: [await request.number] });
    expect(taken.code).not.toBe(0);
    // A slip is no guess: the request goes on.
    expect(await other.warbler(["devices", "approve"], { answers: ["", "12", "3"] })).toMatchObject({ code: 2 });
    const approved = await other.warbler(["devices", "approve"], { answers: [await request.number] });
    expect(approved).toMatchObject({ code: 0 });
    expect(approved.out).toContain("is let in and gets the keys");
    expect((await request.done).items().at(-1)).toEqual({ listed: true });
    const { devices } = (await laptop.warbler(["devices", "list", "--json"])).json();
    expect(devices.map(({ listed }: { listed: boolean }) => listed)).toEqual([true, true, true]);
    expect((await laptop.warbler(["devices", "request"])).out).toContain("let in already");
  });

  test("reads the history of end-to-end rooms once it is let in, and is told what is missing before", async () => {
    const world = await newWorld();
    const [anna, bo] = [await world.signedIn("anna"), await world.signedIn("bo")];
    expect(await anna.warbler(["room", "create", "机密", "bo", "--level", "e2ee"])).toMatchObject({ code: 0 });
    await anna.warbler(["send", "机密", "明天演练"]);
    await bo.warbler(["send", "机密", "好的"]);
    await anna.warbler(["history", "机密"]);
    const laptop = await another(world, "anna");
    const before = await laptop.warbler(["history", "机密"]);
    expect(before).toMatchObject({ code: 5 });
    expect((await laptop.warbler(["room", "list"])).out).toContain("(name not readable)");
    expect(before.err).toContain("warbler devices request");
    const request = asking(laptop);
    expect((await anna.warbler(["devices", "approve", await request.code])).code).toBe(0);
    expect((await request.done).code).toBe(0);
    expect((await laptop.warbler(["history", "机密"])).out).toMatch(/明天演练[\s\S]*好的/);
    expect((await laptop.warbler(["room", "list"])).out).toContain("机密");
  });

  test("is let in by its code, and not by the number of another device", async () => {
    const world = await newWorld();
    const anna = await world.signedIn("anna");
    const [laptop, tablet] = [await another(world, "anna"), await another(world, "anna")];
    const first = asking(laptop);
    expect((await anna.warbler(["devices", "approve", await first.code])).code).toBe(0);
    expect((await first.done).code).toBe(0);
    const second = asking(tablet);
    await second.code;
    await anna.warbler(["devices", "approve", "--show-number"]);
    const wrong = String((Number(await second.number) + 1) % 1_000_000).padStart(6, "0");
    const refused = await anna.warbler(["devices", "approve", "--number", wrong]);
    expect(refused).toMatchObject({ code: 9 });
    expect(refused.err).toContain("someone is in between");
    expect(await second.done).toMatchObject({ code: 6 });
    expect((await anna.warbler(["devices", "approve"])).err).toContain("None of your devices asks");
  });

  test("can be turned down, and revoked once it is in", async () => {
    const world = await newWorld();
    const anna = await world.signedIn("anna");
    const laptop = await another(world, "anna");
    const first = asking(laptop);
    await first.code;
    expect((await anna.warbler(["devices", "approve", "--reject"])).out).toContain("is not let in");
    expect((await first.done).code).toBe(6);
    const again = asking(laptop);
    await anna.warbler(["devices", "approve", await again.code]);
    await again.done;
    const { devices } = (await anna.warbler(["devices", "list", "--json"])).json();
    const other = devices.find(({ current }: { current: boolean }) => !current);
    expect((await anna.warbler(["devices", "revoke", other.id])).out).toContain("Revoked device");
    expect((await laptop.warbler(["rooms"])).code).not.toBe(0);
    expect((await laptop.warbler(["people"])).code).toBe(3);
    const monitor = await anna.warbler(["keys", "monitor"]);
    expect(monitor.out).toMatch(/version 3, .*took off/);
    expect((await anna.warbler(["keys", "monitor", "--json"])).json()).toMatchObject({
      version: 3,
      unknownDevices: [],
    });
  });
});

describe("recovery", () => {
  test("is set up, tried, used on a new device, and replaced", async () => {
    const world = await newWorld();
    const anna = await world.signedIn("anna");
    expect((await anna.warbler(["recovery", "status"])).out).toContain("not set up");
    const setUp = await anna.warbler(["recovery", "set-up"]);
    const [code = ""] = /([0-9A-Z]{4}-){8}./.exec(setUp.out) ?? [];
    expect(setUp.out).toContain("Write it on paper");
    expect((await anna.warbler(["recovery", "status"])).out).toContain("not tried yet");
    expect((await anna.warbler(["recovery", "test"], { answers: [code.toLowerCase()] })).out).toContain(
      "The code works",
    );
    const laptop = await another(world, "anna");
    const used = await laptop.warbler(["recovery", "use", "--code-stdin"], { stdin: `${code}\n` });
    expect(used).toMatchObject({ code: 0 });
    const env = { WARBLER_RECOVERY_CODE: code };
    const rotated = (await laptop.warbler(["recovery", "rotate", "--json"], { env })).json();
    const old = await laptop.warbler(["recovery", "test"], { env });
    expect(old.code).toBe(6);
    expect(old.err).toMatch(/opens nothing any more\.\n {2}→ made \d{4}-\d\d-\d\d, replaced \d{4}-\d\d-\d\d\n/);
    expect((await anna.warbler(["recovery", "test"], { answers: [rotated.code] })).code).toBe(0);
    expect((await anna.warbler(["recovery", "status", "--lang", "zh"])).out).toContain("现已失效");
  });

  test("tells a typing error from a wrong code, and needs somebody or something to give one", async () => {
    const world = await newWorld();
    const anna = await world.signedIn("anna");
    const { code } = (await anna.warbler(["recovery", "set-up", "--json"])).json();
    const mistyped = code.replace(/^./, (symbol: string) => (symbol === "7" ? "8" : "7"));
    expect((await anna.warbler(["recovery", "test"], { answers: [mistyped, ""] })).err).toContain("typing error");
    expect((await anna.warbler(["recovery", "test"], { answers: ["1234", ""] })).err).toContain(
      "not a whole recovery code",
    );
    expect(await anna.warbler(["recovery", "test"])).toMatchObject({ code: 2 });
    const bo = await world.signedIn("bo");
    const theirs = (await bo.warbler(["recovery", "set-up", "--json"])).json();
    expect((await anna.warbler(["recovery", "test"], { answers: [theirs.code, ""] })).err).toContain(
      "never one of this account",
    );
  });
});

test("two people see one safety number, mark each other, and are stopped by a changed identity", async () => {
  const world = await newWorld();
  const [anna, bo] = [await world.signedIn("anna"), await world.signedIn("bo")];
  const [here, there] = [
    (await anna.warbler(["verify", "bo", "--json"])).json(),
    (await bo.warbler(["verify", "@anna", "--json"])).json(),
  ];
  expect(here.digits).toBe(there.digits);
  expect((await anna.warbler(["verify", "bo"])).out).toContain(here.digits.split(" ").slice(0, 4).join("  "));
  expect((await anna.warbler(["verify", "bo", "--code", there.code])).out).toContain("marked as verified");
  expect((await anna.warbler(["verify", "bo", "--code", "something"])).code).toBe(9);
  await bo.warbler(["recovery", "set-up", "--new-root"]);
  const changed = await anna.warbler(["verify", "bo"]);
  expect(changed.out).toContain("CHANGED");
  expect(changed.out).toContain("warbler verify bo --accept");
  expect((await anna.warbler(["verify", "bo", "--accept"])).out).toContain("unverified");
  expect((await anna.warbler(["verify", "bo", "--mark", "--lang", "zh"])).out).toContain("已验证");
});
