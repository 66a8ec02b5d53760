/** `warbler break-glass` at real terminals: allowed, taken, told, ended and judged. */
import { EMERGENCY_LIMITS } from "@warbler/protocol";
import { openWorld, totpCode } from "@warbler/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Terminal, terminals } from "./terminal.ts";

const world = await openWorld();
const people = await terminals(world);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await people[Symbol.asyncDispose]();
});
const { raw, clock } = world;
let [nina, olga, adam]: Terminal[] = [];
let secret = "";
const at = (terminal: Terminal | undefined): Terminal => {
  if (terminal === undefined) throw new Error("expected somebody at a terminal");
  return terminal;
};
const glass = (who: Terminal | undefined, ...args: readonly string[]) => at(who)(["break-glass", ...args]);
/** As who types the code of this moment when asked for it. */
const proving = (...args: readonly string[]) => {
  clock.pass(60_000);
  return at(nina)(["break-glass", ...args], [totpCode(secret, clock.nowMs())]);
};
const REASON = "the mail server is being taken over";

beforeAll(async () => {
  const person = await raw.join("nina");
  await raw.join("olga", "administrator");
  await raw.join("adam", "administrator");
  const { ticket, totp } = (await person.call("askTotp")).body;
  secret = totp.secret;
  nina = await people.signedIn("nina");
  await person.call("addTotp", {}, { ticket, code: totpCode(secret, clock.nowMs()) });
  olga = await people.signedIn("olga");
  adam = await people.signedIn("adam");
  const { account } = (await raw.signIn("olga")).body;
  await raw.owner.call("grantRole", {}, { account, role: "owner" } as never);
  await raw.join("harmful");
  clock.pass(EMERGENCY_LIMITS.factorMs + 60_000);
});

test("an owner says who may take which role, for how long, and tries it out first", async () => {
  const prove = ["a long enough passphrase"];
  const allow = ["break-glass", "allow", "security-officer", "--for", "2h"];
  expect((await at(olga)([...allow, "--reason", "nights"])).err).toContain("Expected --by-role or --by-person.");
  const tried = await at(olga)([...allow, "--by-person", "nina", "--dry-run"]);
  expect(tried.out).toMatch(/nina.*emergency\.begin/);
  expect(
    (await at(olga)(["break-glass", "allow", "owner", "--for", "2h", "--by-role", "member", "--reason", "x"], prove))
      .out,
  ).toBe("");
  const done = await at(olga)([...allow, "--by-person", "nina", "--reason", "nights"], prove);
  expect(done, done.err).toMatchObject({ code: 0 });
});

test("who is named takes it with a code, and every command says so until it ends", async () => {
  expect((await glass(adam)).out).toContain("The policy names you for no emergency.");
  expect((await glass(nina)).out).toBe("You may take the role security officer for up to 120 minutes.\n");
  expect((await at(nina)(["--lang", "zh", "break-glass"])).out).toContain("最长 120 分钟");
  expect((await glass(nina, "end")).err).toContain("No emergency of yours is under way.");
  expect((await glass(nina, "begin", "security-officer", "--for", "1h")).code).toBe(2);
  const short = await proving("begin", "security-officer", "--for", "1h", "--reason", "help");
  expect(short).toMatchObject({ code: 2, err: expect.stringContaining("ten characters or more") });
  const begun = await proving("begin", "security-officer", "--for", "1h", "--reason", REASON);
  expect(begun, begun.err).toMatchObject({ code: 0 });
  expect(begun.out).toMatch(/You have the role security officer until .*ends it\.\n/);
  expect((await at(nina)(["whoami"])).err).toContain("Attention: you have the role security officer by an emergency");
  expect((await at(nina)(["--lang", "zh", "devices"])).err).toContain("注意：您正通过紧急访问持有角色");
  expect((await glass(nina)).out).toContain("one of yours is under way");
  const suspended = await at(nina)(["user", "suspend", "harmful", "--reason", "a test"]);
  expect(suspended, suspended.err).toMatchObject({ code: 0 });
  expect((await glass(adam)).out).toMatch(/counts now\s+@nina as security officer/);
  expect((await glass(nina, "list")).code).toBe(0);
});

test("an officer ends it; another one looks at what was done, and judges it once", async () => {
  const [id = ""] = /[\w-]{22}/.exec((await glass(adam, "list")).out) ?? [];
  expect((await glass(adam, "end", "nonsense")).err).toContain("no single emergency that begins with nonsense");
  expect((await glass(adam, "end", id.slice(0, 8))).out).toContain("Ended.");
  expect((await at(nina)(["whoami"])).err).not.toContain("Attention");
  expect((await glass(nina, "list")).code).toBe(4);
  expect((await glass(adam, "judge", id, "justified", "--note", "fine")).code).toBe(4);
  expect((await glass(olga)).out).toContain("1 waits to be judged.");
  const shown = (await glass(olga, "show", id)).out;
  expect(shown).toContain("ended by @adam");
  expect(shown).toMatch(/emergency\.begun[^]*person\.suspended[^]*emergency\.ended/);
  expect((await glass(olga, "judge", id, "maybe", "--note", "x")).code).toBe(2);
  expect((await glass(olga, "judge", id, "justified", "--note", "it was\tright")).code).toBe(2);
  const log = ["audit", "query", "--reason", "to judge it", "--kind", "emergency.ended"];
  expect((await at(olga)(log)).out).toContain(" emergency.ended (emergency role ended) ");
  expect((await at(olga)([...log, "--lang", "zh"])).out).toContain(" emergency.ended (紧急访问已结束) ");
  const mistyped = await at(olga)([...log.slice(0, -1), "emergency.over"]);
  expect(mistyped).toMatchObject({ code: 2, out: "" });
  expect(mistyped.err).toContain("emergency.ended");
  const judged = await glass(olga, "judge", id, "justified", "--note", "it was right");
  expect(judged, judged.err).toMatchObject({ code: 0 });
  expect((await glass(olga, "show", id)).out).toMatch(/justified[^]*@olga: it was right/);
  expect((await glass(olga, "judge", id, "unjustified", "--note", "or not")).code).toBe(6);
});

test("what was allowed is forbidden again", async () => {
  const forbid = await at(olga)(
    ["break-glass", "forbid", "security-officer", "--reason", "no more nights"],
    ["a long enough passphrase"],
  );
  expect(forbid, forbid.err).toMatchObject({ code: 0 });
  expect((await glass(nina)).out).toBe("The policy names you for no emergency.\n");
  expect((await proving("begin", "security-officer", "--for", "1h", "--reason", REASON)).code).toBe(4);
});
