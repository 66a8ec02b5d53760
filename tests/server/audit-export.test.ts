/** The export of the audit log: what one may read, as a file that anybody holds against the log's key without a server. */
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AuditExport } from "@warbler/protocol";
import { verifyAuditExport } from "@warbler/sdk/admin";
import { openWorld } from "@warbler/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Said, type Terminal, terminals } from "./terminal.ts";

const world = await openWorld();
const people = await terminals(world);
const { folder } = people;
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await people[Symbol.asyncDispose]();
});
const file = join(folder, "audit.json");
let auditor: Terminal;
let made: AuditExport;
let done: Said | undefined;

beforeAll(async () => {
  await world.raw.join("audrey", "auditor");
  await world.raw.join("mona");
  auditor = await people.signedIn("audrey");
  done = await auditor(["audit", "export", file, "--reason", "the yearly audit"]);
  made = JSON.parse(await readFile(file, "utf8"));
});

test("it holds every fact of the log with its proof, for its owner's eyes, and that it was made is in the log", async () => {
  expect(done).toMatchObject({ code: 0, out: expect.stringContaining(`warbler audit verify ${file}`) });
  expect((await stat(file)).mode & 0o077).toBe(0);
  expect(made.more).toBe(false);
  const kinds = new Set(made.facts.map(({ kind }) => kind));
  for (const kind of ["organisation.set-up", "person.invited", "session.started", "audit.queried"])
    expect(kinds).toContain(kind);
  expect(made.facts.every(({ proof, erased }) => erased || proof !== undefined)).toBe(true);
});

test("anybody verifies it without a server, told whether the key came with the file", async () => {
  const { verifierKey } = made;
  const stranger = people.stranger();
  const sure = await stranger(["audit", "verify", file, "--key", verifierKey]);
  expect(sure, sure.err).toMatchObject({ code: 0 });
  expect(sure.out).toContain(`All ${made.facts.length} facts are in the log`);
  expect(sure.out).toContain("not that nothing was left out");
  expect(sure.out).not.toContain("--key");
  expect((await stranger(["audit", "verify", file])).out).toContain("give it with --key");
});

test("whatever is changed in it is found and named: what, when, of which kind, about whom, and where", async () => {
  const at = made.facts.findIndex(({ kind }) => kind === "person.invited");
  const [found, other] = [made.facts[at], made.facts.find(({ kind }) => kind === "session.started")];
  if (found === undefined || other?.proof === undefined) throw new Error("expected an invitation and a session");
  const { leaf, position } = found;
  const changes = [
    { detail: { ...found.detail, role: "owner" } },
    { atMs: found.atMs + 1 },
    { kind: "person.removed" },
    { kind: "no.such-kind" },
    { subject: other.subject },
    { salt: other.salt },
    { proof: other.proof },
    { proof: undefined },
    { leaf: leaf + 1 },
  ];
  for (const change of changes) {
    const facts = made.facts.with(at, { ...found, ...change });
    const checked = await verifyAuditExport({ ...made, facts }, made.verifierKey);
    expect(checked, JSON.stringify(change)).toMatchObject({ ok: false, fault: "not-in-log" });
  }
  const forged = { ...made, facts: made.facts.with(at, { ...found, atMs: 1 }) };
  await writeFile(join(folder, "forged.json"), JSON.stringify(forged));
  const { code, err } = await auditor(["audit", "verify", join(folder, "forged.json")]);
  expect(code).not.toBe(0);
  expect(err).toContain(`leaf ${leaf}, position ${position}`);
});

test("another log's key, another file and no file at all are refused in words", async () => {
  const elsewhere = await openWorld();
  try {
    const { verifierKey } = (await elsewhere.raw.call("logKey")).body;
    expect(await verifyAuditExport(made, verifierKey)).toMatchObject({ ok: false, fault: "not-in-log" });
  } finally {
    await elsewhere[Symbol.asyncDispose]();
  }
  expect(await verifyAuditExport(made, "no key")).toEqual({ ok: false, fault: "malformed" });
  await writeFile(join(folder, "text.json"), "no JSON");
  expect((await auditor(["audit", "verify", join(folder, "text.json")])).err).toContain("was not made by");
});

test("only who may read the log exports it, and a reason is asked for", async () => {
  const member = await people.signedIn("mona");
  const mine = join(folder, "mine.json");
  expect((await member(["audit", "export", mine, "--reason", "curious"])).code).not.toBe(0);
  expect((await auditor(["audit", "export", mine])).code).toBe(2);
  await expect(stat(mine)).rejects.toThrow();
});
