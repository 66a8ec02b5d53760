import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AccountId, newId } from "@warbler/protocol";
import { afterEach, describe, expect, test } from "vitest";
import { RoleRegister } from "./role-register.ts";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});
const path = async () => {
  const folder = await mkdtemp(join(tmpdir(), "warbler-roles-"));
  folders.push(folder);
  return join(folder, "roles.db");
};
const [scope, account] = ["org" as const, newId<AccountId>()];
const tag = (byte: number) => new Uint8Array(32).fill(byte);
const tagAt = (register: RoleRegister, logSize: number) => register.tagsOf(scope, logSize).get(account)?.[0];

describe("the register of roles", () => {
  test("has the earlier tag below the size of the log from which the later one counts", async () => {
    const register = new RoleRegister(await path(), { readonly: false });
    register.write({ roles: [{ scope, account, tag: tag(1) }] }, 5);
    register.write({ roles: [{ scope, account, tag: tag(2) }] }, 9);
    expect([tagAt(register, 8), tagAt(register, 9), tagAt(register, 100)]).toEqual([1, 2, 2]);
    register.write({ roles: [{ scope, account, tag: null }] }, 12);
    expect([tagAt(register, 11), tagAt(register, 12)]).toEqual([2, undefined]);
    register.close();
  });

  test("goes back to the earlier tag when the group it was written for was never committed", async () => {
    const at = await path();
    const register = new RoleRegister(at, { readonly: false });
    expect(register.isNew).toBe(true);
    register.write({ roles: [{ scope, account, tag: tag(1) }] }, 5);
    register.write({ roles: [{ scope, account, tag: tag(2) }] }, 9);
    register.close();
    const again = new RoleRegister(at, { readonly: false });
    expect(again.isNew).toBe(false);
    again.settle(8, 0);
    // Another group makes the log as long as the lost one would have: the lost role must not count with it.
    expect([tagAt(again, 8), tagAt(again, 9)]).toEqual([1, 1]);
    again.close();
  });

  test("forgets a role that was taken out, or never was, once that is decided", async () => {
    const register = new RoleRegister(await path(), { readonly: false });
    register.write({ roles: [{ scope, account, tag: tag(1) }] }, 5);
    register.settle(4, 0);
    expect(register.scopes()).toEqual([]);
    register.write({ roles: [{ scope, account, tag: tag(1) }] }, 5);
    register.write({ roles: [{ scope, account, tag: null }] }, 6);
    register.settle(6, 0);
    expect(register.scopes()).toEqual([]);
    register.close();
  });

  test("remembers what ended, unless it never was, and until a month after it would have ended by itself", async () => {
    const register = new RoleRegister(await path(), { readonly: false });
    const day = 24 * 3_600_000;
    const retired = [
      { name: "short", untilMs: day },
      { name: "for good", untilMs: null },
    ];
    register.write({ roles: [], retired }, 5);
    register.write({ roles: [], retired: [{ name: "lost", untilMs: null }] }, 6);
    register.settle(5, 31 * day);
    expect(["short", "for good", "lost", "other"].map((name) => register.retiredAt(name))).toEqual([
      5,
      5,
      undefined,
      undefined,
    ]);
    register.settle(5, 31 * day + 1);
    expect(["short", "for good"].map((name) => register.retiredAt(name))).toEqual([undefined, 5]);
    register.close();
  });

  test("knows which round counts at which size of the log, and goes back to the one before it", async () => {
    const register = new RoleRegister(await path(), { readonly: false });
    const rounds = (round: number) => ({ roles: [], rounds: [["sessions/a", round]] as const });
    expect(register.roundAt("sessions/a")).toBe(0);
    register.write(rounds(1), 5);
    expect([4, 5, undefined].map((size) => register.roundAt("sessions/a", size))).toEqual([0, 1, 1]);
    register.write(rounds(2), 9);
    expect([8, 9, undefined].map((size) => register.roundAt("sessions/a", size))).toEqual([1, 2, 2]);
    register.settle(8, 0);
    expect(register.roundAt("sessions/a")).toBe(1);
    register.close();
  });
});
