import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monthOf, rootKeyFromBytes } from "@warbler/crypto";
import {
  type AccountId,
  type Action,
  type DeviceId,
  type ErasureId,
  type MessageId,
  NO_POLICY,
  newId,
  RECORD_KINDS,
  type RoleId,
  type RoomId,
  type SessionId,
} from "@warbler/protocol";
import { postgres } from "@warbler/testkit/services";
import pg from "pg";
import { afterAll, describe, expect, test } from "vitest";
import { systemClock } from "./clock.ts";
import type { Erasure } from "./erasure.ts";
import { type Kernel, openKernel } from "./kernel.ts";
import { ERASED } from "./keys/vault.ts";
import {
  append,
  appending,
  factType,
  insert,
  insertOrReplace,
  plan,
  type RecordToAppend,
  remove,
  requireRows,
  type Step,
  update,
} from "./plan.ts";
import { erasures, facts, heldRoles, policies, records, roleAssignments } from "./records.ts";
import { count, id, nullable, type RowOf, sealed, table, timeMs } from "./tables.ts";

const notes = table(
  "kernel_test_notes",
  { id: id<AccountId>(), text: sealed<string>({ key: "subject", of: "id" }, "a note") },
  { primaryKey: ["id"] },
);
const passes = table(
  "kernel_test_passes",
  {
    id: id<AccountId>(),
    text: sealed<string>({ key: "subject", of: "id" }, "a pass"),
    owner: nullable(id<AccountId>()),
    round: nullable(count()),
    ended_ms: nullable(timeMs()),
    expires_ms: nullable(timeMs()),
  },
  {
    primaryKey: ["id"],
    endedBy: ["ended_ms"],
    replaced: ["text"],
    rounds: { of: "owner", column: "round" },
  },
);
const appended = factType<string>("record.appended");
const described = factType<string>("room.described");
const CANARY = "金丝雀 canary-7f3a";
const folders: string[] = [];
const rootKey = () => rootKeyFromBytes(new Uint8Array(32).fill(7));

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});

const server = await postgres();
const stores: { name: string; url: (() => Promise<string>) | undefined }[] = [
  { name: "SQLite", url: undefined },
  {
    name: "PostgreSQL",
    url: async () => {
      if (!("url" in server)) throw new Error(server.missing);
      const name = `warbler_test_${process.pid}_${folders.length}`;
      const admin = new pg.Client({ connectionString: server.url });
      await admin.connect();
      await admin.query(`DROP DATABASE IF EXISTS ${name}`);
      await admin.query(`CREATE DATABASE ${name}`);
      await admin.end();
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      return url.href;
    },
  },
];

describe.each(stores)("the kernel on $name", ({ name, url }) => {
  const unavailable = name === "PostgreSQL" && !("url" in server);
  const open = async (
    folder?: string,
    databaseUrl?: string,
  ): Promise<{ kernel: Kernel; folder: string; databaseUrl: string | undefined }> => {
    const at = folder ?? (await mkdtemp(join(tmpdir(), "warbler-kernel-")));
    if (folder === undefined) folders.push(at);
    const dbUrl = databaseUrl ?? (await url?.());
    const kernel = await openKernel({
      dataFolder: at,
      ...(dbUrl !== undefined && { databaseUrl: dbUrl }),
      rootKey: rootKey(),
      tables: [notes, passes],
      clock: systemClock,
      erasureWaitMs: 0,
      log: () => undefined,
      onBroken: () => undefined,
    });
    return { kernel, folder: at, databaseUrl: dbUrl };
  };
  const record = (change: Partial<RecordToAppend> = {}): RecordToAppend => ({
    room: newId<RoomId>(),
    message: newId<MessageId>(),
    author: newId<AccountId>(),
    device: null,
    kind: 1,
    atMs: Date.UTC(2026, 10, 5),
    imported: false,
    content: Buffer.from(CANARY),
    ...change,
  });
  const send = (kernel: Kernel, one: RecordToAppend) =>
    kernel.ledger.commit(kernel.openGrant("test"), () => appending(appended, [], one, "notice"));
  const read = async (kernel: Kernel, room: RoomId) => {
    const rows = await kernel.reader.all<Parameters<Kernel["vault"]["openRecord"]>[0]>(
      'SELECT * FROM "records" WHERE "room" = ? ORDER BY "seq"',
      [room],
    );
    return rows.map((row) => {
      const opened = kernel.vault.openRecord(row);
      return opened === ERASED ? ERASED : Buffer.from(opened.content).toString();
    });
  };

  test.skipIf(unavailable)(
    "seqs of a room rise by one, also across a restart, and the log grows by a leaf a group",
    async () => {
      const first = await open();
      const one = record();
      const receipts = await Promise.all(
        [1, 2, 3].map(() => send(first.kernel, record({ room: one.room, author: one.author }))),
      );
      expect(receipts.map((each) => each.ok && each.value.records[0]?.seq)).toEqual([1, 2, 3]);
      const head = first.kernel.logHead();
      expect(head.size).toBe(1);
      await first.kernel[Symbol.asyncDispose]();
      const { kernel } = await open(first.folder, first.databaseUrl);
      expect(kernel.logHead()).toEqual(head);
      const fourth = await send(kernel, one);
      expect(fourth.ok && fourth.value.records[0]?.seq).toBe(4);
      expect(await read(kernel, one.room)).toEqual([CANARY, CANARY, CANARY, CANARY]);
      await kernel[Symbol.asyncDispose]();
    },
  );

  test.skipIf(unavailable)("what is sent two turns of the loop later still shares the group", async () => {
    const { kernel } = await open();
    const first = send(kernel, record());
    for (const _turn of [1, 2]) await new Promise(setImmediate);
    const [one, other] = await Promise.all([first, send(kernel, record())]);
    expect(one.ok && other.ok && other.value).toMatchObject({ leaf: one.ok && one.value.leaf, position: 1 });
    await kernel[Symbol.asyncDispose]();
  });

  test.skipIf(unavailable)(
    "the same message again is answered with its seq, other content under its id is refused",
    async () => {
      const { kernel } = await open();
      const one = record();
      const [first, again] = [await send(kernel, one), await send(kernel, one)];
      expect(first.ok && again.ok && again.value.records[0]).toMatchObject({ seq: 1, repeated: true });
      const other = await send(kernel, { ...one, content: Buffer.from("other") });
      expect(other).toEqual({ ok: false, refusal: { code: "id-reused" } });
      await kernel[Symbol.asyncDispose]();
    },
  );

  test.skipIf(unavailable)("a grant that the policy did not make commits nothing", async () => {
    const { kernel } = await open();
    const genuine = kernel.openGrant("test");
    const one = record();
    for (const forged of [{ ...genuine }, Object.assign({}, genuine), Object.create(genuine)]) {
      const commit = kernel.ledger.commit(forged, () => appending(appended, [], one, "notice"));
      await expect(commit).rejects.toThrow("expected a grant that the policy made");
    }
    const caller = { account: one.author, device: newId<DeviceId>(), session: newId<SessionId>() };
    await kernel.ledger.commit(genuine, () =>
      plan(
        factType<null>("role.granted"),
        [{ subject: null, detail: {} }],
        [
          insert(roleAssignments, { scope: "org", account: one.author, role: "member", since_ms: 1 }),
          insert(roleAssignments, { scope: one.room, account: one.author, role: "member", since_ms: 1 }),
        ],
        null,
      ),
    );
    const granted = await kernel.policy.decide(caller, "message.send", { kind: "room", room: one.room });
    if (!granted.ok) throw new Error(granted.refusal.code);
    expect(() => Object.assign(granted.value, { resource: { kind: "room", room: newId<RoomId>() } })).toThrow(
      TypeError,
    );
    await kernel[Symbol.asyncDispose]();
  });

  test.skipIf(unavailable)("what reads cannot write", async () => {
    const { kernel } = await open();
    for (const sql of ['DELETE FROM "log_head"', 'UPDATE "log_head" SET "size" = 7', "CREATE TABLE stray (a int)"])
      await expect(kernel.reader.all(sql as never, []), sql).rejects.toThrow();
    await kernel[Symbol.asyncDispose]();
  });

  test.skipIf(unavailable)("a plan that fails leaves nothing, and its group goes on", async () => {
    const { kernel } = await open();
    const account = newId<AccountId>();
    const room = newId<RoomId>();
    const grant = kernel.openGrant("test");
    const failing = kernel.ledger.commit(grant, () =>
      plan(
        described,
        [{ subject: account, detail: {} }],
        [
          insert(notes, { id: account, text: CANARY }),
          append(record({ room })),
          requireRows(notes, { id: newId<AccountId>() }, "not-found"),
        ],
        "",
      ),
    );
    const [refused, kept] = await Promise.all([failing, send(kernel, record({ room }))]);
    expect(refused.ok).toBe(false);
    expect(kept.ok && kept.value.records[0]?.seq).toBe(1);
    expect(await kernel.reader.all(`SELECT * FROM "${notes.name}"`, [])).toEqual([]);
    await kernel[Symbol.asyncDispose]();
  });

  /** What somebody does who can write to the database, and not to the keys. */
  const changeBehind = async (folder: string, databaseUrl: string | undefined, sql: string): Promise<void> => {
    if (databaseUrl === undefined) {
      const { default: Database } = await import("better-sqlite3");
      const db = new Database(join(folder, "records.db"));
      db.exec(sql);
      db.close();
    } else {
      const client = new pg.Client({ connectionString: databaseUrl });
      await client.connect();
      await client.query(sql);
      await client.end();
    }
  };
  const wrongRowsTold = async (kernel: Kernel) => {
    // Behind what is being recorded.
    await send(kernel, record());
    const rows = await kernel.reader.all<RowOf<typeof facts>>(
      `SELECT * FROM "facts" WHERE "kind" = 'role-row.refused' ORDER BY "leaf"`,
      [],
    );
    return rows.map((row) => kernel.vault.open(facts, "detail", row));
  };

  test.skipIf(unavailable).each([
    ["a row that was ended", (id: AccountId) => update(passes, { id }, { ended_ms: 2 }), "row"],
    ["a row that was removed", (id: AccountId) => remove(passes, { id }), "row"],
    ["a value that was replaced", (id: AccountId) => update(passes, { id }, { text: "another" }), "value"],
    ["a value whose row was replaced", (id: AccountId) => insertOrReplace(passes, { id, text: "another" }), "value"],
  ] as const)("%s does not count again once it is put back", async (_what, ending, what) => {
    const { kernel, folder, databaseUrl } = await open();
    const one = newId<AccountId>();
    const commit = (step: Step, ...more: readonly Step[]) =>
      kernel.ledger.commit(kernel.openGrant("test"), () =>
        plan(factType<null>("room.described"), [{ subject: null, detail: {} }], [step, ...more], null),
      );
    const isOver = async (of: Kernel) => {
      const row = await of.reader.get<RowOf<typeof passes>>('SELECT * FROM "kernel_test_passes" WHERE "id" = ?', [one]);
      if (row === undefined) return "gone";
      if (what === "row") return of.retired.row(passes, row);
      return (await of.retired.value(passes, "text", row)) === undefined;
    };
    await commit(insert(passes, { id: one, text: "a pass" }));
    // Not even where the row says meanwhile that it would be over anyway.
    await changeBehind(
      folder,
      databaseUrl,
      'CREATE TABLE "kept" AS SELECT * FROM "kernel_test_passes"; UPDATE "kernel_test_passes" SET "expires_ms" = 1;',
    );
    // What is refused ends nothing.
    await commit(ending(one), requireRows(passes, { id: one }, "not-found", 2));
    expect(await isOver(kernel)).toBe(false);
    await commit(ending(one));
    await changeBehind(
      folder,
      databaseUrl,
      'DELETE FROM "kernel_test_passes"; INSERT INTO "kernel_test_passes" SELECT * FROM "kept"; DROP TABLE "kept";',
    );
    expect(await isOver(kernel)).toBe(true);
    expect(await wrongRowsTold(kernel)).toMatchObject([{ scope: "features", how: "replayed" }]);
    await kernel[Symbol.asyncDispose]();
    const again = (await open(folder, databaseUrl)).kernel;
    expect(await isOver(again)).toBe(true);
    await again[Symbol.asyncDispose]();
  });

  test.skipIf(unavailable).each([
    [
      "a row",
      (owner: AccountId, _id: AccountId) => update(passes, { owner, ended_ms: null }, { ended_ms: 2 }, "ignore"),
      "row",
    ],
    [
      "a row by its key",
      (_owner: AccountId, id: AccountId) => update(passes, { id }, { ended_ms: 2 }, "ignore"),
      "row",
    ],
    ["a value", (_owner: AccountId, id: AccountId) => remove(passes, { id }, "ignore"), "value"],
  ] as const)(
    "%s that was taken out of the database before its end is over when it is put back",
    async (_what, ending, what) => {
      const { kernel, folder, databaseUrl } = await open();
      const [one, owner, other] = [newId<AccountId>(), newId<AccountId>(), newId<AccountId>()];
      const commit = (...steps: readonly Step[]) =>
        kernel.ledger.commit(kernel.openGrant("test"), () =>
          plan(factType<null>("room.described"), [{ subject: null, detail: {} }], steps, null),
        );
      const isOver = async (of: Kernel, id = one) => {
        const row = await of.reader.get<RowOf<typeof passes>>('SELECT * FROM "kernel_test_passes" WHERE "id" = ?', [
          id,
        ]);
        if (row === undefined) return "gone";
        if (what === "row") return of.retired.row(passes, row);
        return (await of.retired.value(passes, "text", row)) === undefined;
      };
      await commit(insert(passes, { id: one, owner, round: 0, text: "a pass" }));
      await changeBehind(
        folder,
        databaseUrl,
        'CREATE TABLE "hidden" AS SELECT * FROM "kernel_test_passes"; DELETE FROM "kernel_test_passes";',
      );
      // What is refused ends nothing, nor what is somebody else's.
      await commit(ending(owner, one), requireRows(passes, { id: one }, "not-found"));
      await commit(ending(other, newId()));
      const putBack = 'INSERT INTO "kernel_test_passes" SELECT * FROM "hidden";';
      await changeBehind(folder, databaseUrl, putBack);
      expect(await isOver(kernel)).toBe(false);
      await changeBehind(folder, databaseUrl, 'DELETE FROM "kernel_test_passes";');
      await commit(ending(owner, one));
      await changeBehind(folder, databaseUrl, `${putBack} DROP TABLE "hidden";`);
      expect(await isOver(kernel)).toBe(true);
      expect(await wrongRowsTold(kernel)).toMatchObject([{ scope: "features", how: "replayed" }]);
      const round = kernel.retired.round(passes, owner);
      const late = newId<AccountId>();
      // Made for the round before.
      const stale = await commit(insert(passes, { id: late, owner, round: round + 1, text: "a pass" }));
      expect(stale).toMatchObject({ ok: false, refusal: { code: "permission-changed" } });
      await commit(insert(passes, { id: late, owner, round, text: "a pass" }));
      await kernel[Symbol.asyncDispose]();
      const again = (await open(folder, databaseUrl)).kernel;
      expect(await isOver(again)).toBe(true);
      expect(await isOver(again, late)).toBe(false);
      await again[Symbol.asyncDispose]();
    },
  );

  test.skipIf(unavailable).each([
    ["an older role of somebody, put back,", "UPDATE", "replayed"],
    ["a role that was taken away, put back,", "DELETE", "replayed"],
    ["a role taken out of the database", "", "missing"],
  ])("%s grants nothing and is recorded", async (_what, change, how) => {
    const { kernel, folder, databaseUrl } = await open();
    const account = newId<AccountId>();
    const caller = { account, device: newId(), session: newId() } as never;
    const granted = factType<null>("role.granted");
    const commit = (step: Step) =>
      kernel.ledger.commit(kernel.openGrant("test"), () =>
        plan(granted, [{ subject: account, detail: {} }], [step], null),
      );
    await commit(insert(roleAssignments, { scope: "org", account, role: "owner", since_ms: 1 }));
    await makeOwner(kernel);
    await changeBehind(folder, databaseUrl, 'CREATE TABLE "kept" AS SELECT * FROM "role_assignments"');
    if (change === "UPDATE") await commit(update(roleAssignments, { scope: "org", account }, { role: "member" }));
    if (change === "DELETE") await commit(remove(roleAssignments, { scope: "org", account }));
    const putBack = `DELETE FROM "role_assignments" WHERE "account" = '${account}';
      ${change === "" ? "" : `INSERT INTO "role_assignments" SELECT * FROM "kept" WHERE "account" = '${account}';`}
      DROP TABLE "kept";`;
    await changeBehind(folder, databaseUrl, putBack);
    // While it runs: the scope is read anew when one of its roles changes.
    const other = await makeOwner(kernel);
    const mayInvite = async (of: Kernel, who: unknown) =>
      (await of.policy.decide(who as never, "people.invite", { kind: "org" })).ok;
    expect(await mayInvite(kernel, caller)).toBe(false);
    expect(await mayInvite(kernel, { ...(caller as object), account: other })).toBe(true);
    expect(await wrongRowsTold(kernel)).toEqual([{ scope: "org", account, how }]);
    await kernel[Symbol.asyncDispose]();
    const again = (await open(folder, databaseUrl)).kernel;
    expect(await mayInvite(again, caller)).toBe(false);
    expect(await mayInvite(again, { ...(caller as object), account: other })).toBe(true);
    // Told at the start, before anybody asked.
    expect(await wrongRowsTold(again)).toHaveLength(2);
    await again[Symbol.asyncDispose]();
  });

  test.skipIf(unavailable)(
    "a role changed in the database is not made good by a change of another column",
    async () => {
      const { kernel, folder, databaseUrl } = await open();
      const account = newId<AccountId>();
      const commit = (step: Step) =>
        kernel.ledger.commit(kernel.openGrant("test"), () =>
          plan(factType<null>("role.granted"), [{ subject: account, detail: {} }], [step], null),
        );
      await commit(insert(roleAssignments, { scope: "org", account, role: "member", since_ms: 1, suspended_ms: 1 }));
      expect((await kernel.policy.standingOf(account))?.role).toBe("member");
      // What the policy knows by heart is still the member that the server suspended.
      await changeBehind(folder, databaseUrl, `UPDATE "role_assignments" SET "role" = 'owner'`);
      const reinstated = await commit(update(roleAssignments, { scope: "org", account }, { suspended_ms: null }));
      expect(reinstated.ok).toBe(false);
      // The scope is read anew when one of its roles changes.
      await makeOwner(kernel);
      expect(await kernel.policy.standingOf(account)).toBeUndefined();
      expect(await wrongRowsTold(kernel)).toEqual([{ scope: "org", account, how: "forged" }]);
      await kernel[Symbol.asyncDispose]();
    },
  );

  test.skipIf(unavailable)("a role row that the writer made for a plan that failed grants nothing", async () => {
    const { kernel, folder, databaseUrl } = await open();
    const account = newId<AccountId>();
    const refused = await kernel.ledger.commit(kernel.openGrant("test"), () =>
      plan(
        factType<null>("role.granted"),
        [{ subject: account, detail: {} }],
        [
          insert(roleAssignments, { scope: "org", account, role: "owner", since_ms: 1 }),
          requireRows(notes, { id: account }, "not-found"),
        ],
        null,
      ),
    );
    expect(refused.ok).toBe(false);
    await makeOwner(kernel);
    // The writer made this very tag, for a plan that came to nothing.
    const tag = Buffer.from(
      kernel.vault.tagOf(roleAssignments, { scope: "org", account, role: "owner", since_ms: 1 }),
    ).toString("hex");
    const bytes = databaseUrl === undefined ? `x'${tag}'` : `'\\x${tag}'::bytea`;
    await changeBehind(
      folder,
      databaseUrl,
      `INSERT INTO "role_assignments" ("scope", "account", "role", "since_ms", "tag")
        VALUES ('org', '${account}', 'owner', 1, ${bytes})`,
    );
    await kernel[Symbol.asyncDispose]();
    const again = (await open(folder, databaseUrl)).kernel;
    expect(await again.policy.orgRoleOf(account)).toBeUndefined();
    expect(await wrongRowsTold(again)).toEqual([{ scope: "org", account, how: "replayed" }]);
    await again[Symbol.asyncDispose]();
  });

  test.skipIf(unavailable)("a lost register is made anew of genuine rows, and that is recorded", async () => {
    const { kernel, folder, databaseUrl } = await open();
    const owner = await makeOwner(kernel);
    await kernel[Symbol.asyncDispose]();
    for (const end of ["", "-wal", "-shm"]) await rm(join(folder, "keys", `roles.db${end}`), { force: true });
    const again = (await open(folder, databaseUrl)).kernel;
    expect(await again.policy.orgRoleOf(owner)).toBe("owner");
    const told = await again.reader.all(`SELECT * FROM "facts" WHERE "kind" = 'role-register.made'`, []);
    expect(told).toHaveLength(1);
    await again[Symbol.asyncDispose]();
  });

  test.skipIf(unavailable)("a held role and a policy that were put back, or made longer, grant nothing", async () => {
    const { kernel, folder, databaseUrl } = await open();
    const [account, role] = [newId<AccountId>(), newId<RoleId>()];
    const caller = { account, device: newId(), session: newId() } as never;
    const commit = (of: Kernel, ...steps: Step[]) =>
      of.ledger.commit(of.openGrant("test"), () =>
        plan(factType<null>("role.granted"), [{ subject: account, detail: {} }], steps, null),
      );
    const policyWith = (version: number, actions: readonly Action[]) => {
      const document = { ...NO_POLICY, roles: [{ id: role, name: "r", says: "", actions: [...actions] }] };
      return insertOrReplace(policies, { id: 1, version, document, changed_ms: 1 });
    };
    const may = async (of: Kernel, action: "people.invite" | "audit.query") =>
      (await of.policy.decide(caller, action, { kind: "org" })).ok;
    await commit(
      kernel,
      insert(roleAssignments, { scope: "org", account, role: "member", since_ms: 1 }),
      insert(heldRoles, { account, role, since_ms: 1 }),
      insert(heldRoles, { account, role: "auditor", since_ms: 1, until_ms: 5 }),
      ...[1, 2].map(() =>
        insert(roleAssignments, { scope: "org", account: newId<AccountId>(), role: "administrator", since_ms: 1 }),
      ),
      policyWith(1, ["people.invite"]),
    );
    expect([await may(kernel, "people.invite"), await may(kernel, "audit.query")]).toEqual([true, false]);
    await changeBehind(folder, databaseUrl, 'CREATE TABLE "kept" AS SELECT * FROM "policies"');
    await commit(kernel, policyWith(2, []));
    expect(await may(kernel, "people.invite")).toBe(false);
    await kernel[Symbol.asyncDispose]();
    await changeBehind(
      folder,
      databaseUrl,
      `DELETE FROM "policies"; INSERT INTO "policies" SELECT * FROM "kept"; DROP TABLE "kept";
       UPDATE "held_roles" SET "until_ms" = 9999999999999 WHERE "role" = 'auditor'`,
    );
    const again = (await open(folder, databaseUrl)).kernel;
    expect([await may(again, "people.invite"), await may(again, "audit.query")]).toEqual([false, false]);
    // Whatever it said of dual control: nobody gets to act alone by taking it away.
    expect(await again.policy.approvalsFor("role.grant")).toBe(1);
    expect(await wrongRowsTold(again)).toEqual([
      { scope: "held_roles", account, how: "forged" },
      { scope: "policies", account: "", how: "replayed" },
    ]);
    await again[Symbol.asyncDispose]();
  });

  test.skipIf(unavailable)("a forged role row grants nothing", async () => {
    const { kernel, folder, databaseUrl } = await open();
    const account = newId<AccountId>();
    const caller = { account, device: newId(), session: newId() } as never;
    await kernel.ledger.commit(kernel.openGrant("test"), () =>
      plan(
        factType<null>("role.granted"),
        [{ subject: account, detail: { role: "member" } }],
        [insert(roleAssignments, { scope: "org", account, role: "member", since_ms: 1 })],
        null,
      ),
    );
    expect((await kernel.policy.decide(caller, "people.list", { kind: "org" })).ok).toBe(true);
    expect((await kernel.policy.decide(caller, "people.invite", { kind: "org" })).ok).toBe(false);
    await kernel[Symbol.asyncDispose]();
    await changeBehind(folder, databaseUrl, `UPDATE "role_assignments" SET "role" = 'owner'`);
    const again = await open(folder, databaseUrl);
    expect((await again.kernel.policy.decide(caller, "people.list", { kind: "org" })).ok).toBe(false);
    expect(await wrongRowsTold(again.kernel)).toEqual([{ scope: "org", account, how: "forged" }]);
    await again.kernel[Symbol.asyncDispose]();
  });

  test.skipIf(unavailable)("a grant decided before a role changed is decided anew", async () => {
    const { kernel } = await open();
    const account = newId<AccountId>();
    const caller = { account, device: newId(), session: newId() } as never;
    const open_ = kernel.openGrant("test");
    const granted = factType<null>("role.granted");
    const setRole = (role: "owner" | "member") =>
      plan(
        granted,
        [{ subject: account, detail: { role } }],
        [
          role === "owner"
            ? insert(roleAssignments, { scope: "org", account, role, since_ms: 1 })
            : update(roleAssignments, { scope: "org", account }, { role }),
        ],
        null,
      );
    await kernel.ledger.commit(open_, () => setRole("owner"));
    const decided = await kernel.policy.agree(caller, "people.invite", { kind: "org" });
    if (!decided.ok) throw new Error("expected a grant");
    const [, late] = await Promise.all([
      kernel.ledger.commit(open_, () => setRole("member")),
      kernel.ledger.commit(decided.value, () =>
        plan(described, [{ subject: account, detail: {} }], [insert(notes, { id: account, text: "x" })], ""),
      ),
    ]);
    expect(late).toEqual({ ok: false, refusal: { code: "forbidden" } });
    await kernel[Symbol.asyncDispose]();
  });

  test.skipIf(unavailable)("a role in a room counts only for who is somebody in the organisation", async () => {
    const { kernel } = await open();
    const open_ = kernel.openGrant("test");
    const room = newId<RoomId>();
    const write = (...steps: Step[]) =>
      kernel.ledger.commit(open_, () =>
        plan(factType<null>("role.granted"), [{ subject: null, detail: {} }], steps, null),
      );
    const mayRead = async (account: AccountId) =>
      (
        await kernel.policy.decide({ account, device: newId(), session: newId() }, "message.read", {
          kind: "room",
          room,
        })
      ).ok;
    for (const role of ["member", "guest", "placeholder", "removed"] as const) {
      const account = newId<AccountId>();
      await write(insert(roleAssignments, { scope: room, account, role: "member", since_ms: 1 }));
      expect(await mayRead(account), "nobody").toBe(false);
      await write(insert(roleAssignments, { scope: "org", account, role, since_ms: 1 }));
      expect(await mayRead(account), role).toBe(role === "member" || role === "guest");
      await write(update(roleAssignments, { scope: "org", account }, { suspended_ms: 5 }));
      expect(await mayRead(account), `${role}, suspended`).toBe(false);
    }
    await kernel[Symbol.asyncDispose]();
  });

  test.skipIf(unavailable)("a grant in a room is decided anew when its person was suspended meanwhile", async () => {
    const { kernel } = await open();
    const [account, room] = [newId<AccountId>(), newId<RoomId>()];
    const caller = { account, device: newId(), session: newId() } as never;
    const open_ = kernel.openGrant("test");
    const granted = factType<null>("role.granted");
    const about = [{ subject: account, detail: {} }] as const;
    const roles = (["org", room] as const).map((scope) =>
      insert(roleAssignments, { scope, account, role: "member", since_ms: 1 }),
    );
    await kernel.ledger.commit(open_, () => plan(granted, about, roles, null));
    const decided = await kernel.policy.decide(caller, "message.send", { kind: "room", room });
    if (!decided.ok) throw new Error("expected a grant");
    const suspend = update(roleAssignments, { scope: "org", account }, { suspended_ms: 5 });
    const [, late] = await Promise.all([
      kernel.ledger.commit(open_, () => plan(granted, about, [suspend], null)),
      kernel.ledger.commit(decided.value, () => appending(appended, [], record({ room, author: account }), "notice")),
    ]);
    expect(late).toEqual({ ok: false, refusal: { code: "not-found" } });
    await kernel[Symbol.asyncDispose]();
  });

  const ownerGrant = async (kernel: Kernel, owner: AccountId) => {
    const decided = await kernel.policy.agree(
      { account: owner, device: newId(), session: newId(), isFresh: true },
      "records.erase",
      {
        kind: "org",
      },
    );
    if (!decided.ok) throw new Error("expected a grant");
    return decided.value;
  };
  const makeOwner = async (kernel: Kernel) => {
    const owner = newId<AccountId>();
    await kernel.ledger.commit(kernel.openGrant("test"), () =>
      plan(
        factType<null>("role.granted"),
        [{ subject: owner, detail: { role: "owner" } }],
        [insert(roleAssignments, { scope: "org", account: owner, role: "owner", since_ms: 1 })],
        null,
      ),
    );
    return owner;
  };

  test.skipIf(unavailable)("a message, a person, a month and a room can each be erased, and stay erased", async () => {
    const { kernel, folder, databaseUrl } = await open();
    const [a, b] = [newId<AccountId>(), newId<AccountId>()];
    const room = newId<RoomId>();
    const [november, december] = [Date.UTC(2026, 10, 5), Date.UTC(2026, 11, 5)];
    const owner = await makeOwner(kernel);
    for (const [author, text, atMs] of [
      [a, "one", november],
      [a, "two", november],
      [b, "three", november],
      [b, "four", december],
    ] as const)
      await send(kernel, record({ room, author, content: Buffer.from(text), atMs }));
    const erase = async (erasure: Erasure) =>
      expect((await kernel.eraser.erase(await ownerGrant(kernel, owner), erasure)).ok).toBe(true);
    await erase({ what: "message", room, seq: 1 });
    expect(await read(kernel, room)).toEqual([ERASED, "two", "three", "four"]);
    await erase({ what: "person", account: a });
    expect(await read(kernel, room)).toEqual([ERASED, ERASED, "three", "four"]);
    await erase({ what: "month", room, month: monthOf(november) });
    expect(await read(kernel, room)).toEqual([ERASED, ERASED, ERASED, "four"]);
    await kernel[Symbol.asyncDispose]();
    const again = (await open(folder, databaseUrl)).kernel;
    expect(await read(again, room)).toEqual([ERASED, ERASED, ERASED, "four"]);
    expect(await send(again, record({ room, author: b }))).toEqual({ ok: false, refusal: { code: "erased" } });
    await again.eraser.erase(await ownerGrant(again, owner), { what: "room", room });
    expect(await read(again, room)).toEqual([ERASED, ERASED, ERASED, ERASED]);
    const told = await again.reader.all<{ kind: string }>(
      `SELECT "kind" FROM "facts" WHERE "kind" LIKE 'erasure%'`,
      [],
    );
    // Of each its intent, its end, and what the room is told of it.
    expect(told).toHaveLength(12);
    await again[Symbol.asyncDispose]();
  });

  test.skipIf(unavailable)(
    "an erasure that somebody put into the database, or whose end they took out, destroys nothing",
    async () => {
      const { kernel, folder, databaseUrl } = await open();
      const [one, other] = [record(), record()];
      for (const sent of [one, other]) await send(kernel, sent);
      const commit = (step: Step) =>
        kernel.ledger.commit(kernel.openGrant("test"), () =>
          plan(factType<null>("erasure.intended"), [{ subject: null, detail: {} }], [step], null),
        );
      const id = newId<ErasureId>();
      const row = { id, what: "room", room: other.room, intended_ms: 1, withdrawn_ms: 2 } as const;
      await commit(insert(erasures, row));
      await changeBehind(
        folder,
        databaseUrl,
        `UPDATE "erasures" SET "withdrawn_ms" = NULL;
       INSERT INTO "erasures" ("id", "what", "room", "intended_ms") VALUES ('${newId()}', 'room', '${one.room}', 1)`,
      );
      await kernel.eraser.runDue();
      expect([await read(kernel, one.room), await read(kernel, other.room)]).toEqual([[CANARY], [CANARY]]);
      expect(await wrongRowsTold(kernel)).toMatchObject([{ how: "forged", row: `erasures/${id}/` }]);
      await kernel[Symbol.asyncDispose]();
    },
  );

  test.skipIf(unavailable)(
    "with a message goes what the writer says edits it, and nothing that the database says",
    async () => {
      const { kernel, folder, databaseUrl } = await open();
      const one = record();
      const { room, author } = one;
      const edit = record({ room, author, kind: RECORD_KINDS.edit, revises: one.message });
      const other = record({ room });
      for (const sent of [one, edit, record({ room }), other]) await send(kernel, sent);
      const [edits, takesBack] = [
        `('${room}', '${one.message}', 3, ${RECORD_KINDS.edit})`,
        `('${room}', '${other.message}', 1, ${RECORD_KINDS.recall})`,
      ];
      await changeBehind(
        folder,
        databaseUrl,
        `INSERT INTO "revisions" ("room", "target", "seq", "kind") VALUES ${edits}, ${takesBack}`,
      );
      const owner = await makeOwner(kernel);
      const erasure = { what: "message", room, seq: 1 } as const;
      expect((await kernel.eraser.erase(await ownerGrant(kernel, owner), erasure)).ok).toBe(true);
      expect(await read(kernel, room)).toEqual([ERASED, ERASED, CANARY, CANARY]);
      await kernel[Symbol.asyncDispose]();
    },
  );

  test.skipIf(unavailable)("an erasure that was intended before a crash is finished at the next start", async () => {
    const { kernel, folder, databaseUrl } = await open();
    const one = record();
    await send(kernel, one);
    const row = { id: newId<ErasureId>(), what: "room", room: one.room, intended_ms: 1 } as const;
    await kernel.ledger.commit(kernel.openGrant("test"), () =>
      plan(factType<null>("erasure.intended"), [{ subject: null, detail: {} }], [insert(erasures, row)], null),
    );
    expect(await read(kernel, one.room)).toEqual([CANARY]);
    await kernel[Symbol.asyncDispose]();
    const again = (await open(folder, databaseUrl)).kernel;
    expect(await read(again, one.room)).toEqual([ERASED]);
    await again[Symbol.asyncDispose]();
  });

  test.skipIf(unavailable || name !== "SQLite")(
    "a destroyed key leaves no byte of its wrapped form in the data folder",
    async () => {
      const { kernel, folder } = await open();
      const one = record();
      await send(kernel, one);
      const { default: Database } = await import("better-sqlite3");
      const keyring = new Database(join(folder, "keys", "keyring.db"), { readonly: true });
      const wrapped = keyring
        .prepare<[], { wrapped: Buffer }>("SELECT wrapped FROM keys WHERE name LIKE 'tree/%' OR name LIKE 'author/%'")
        .all();
      keyring.close();
      expect(wrapped).toHaveLength(2);
      const inFolder = async (bytes: Buffer) => {
        for (const file of await readdir(folder, { recursive: true, withFileTypes: true }))
          if (file.isFile() && (await readFile(join(file.parentPath, file.name))).includes(bytes)) return true;
        return false;
      };
      for (const row of wrapped) expect(await inFolder(row.wrapped)).toBe(true);
      const owner = await makeOwner(kernel);
      await kernel.eraser.erase(await ownerGrant(kernel, owner), { what: "room", room: one.room });
      await kernel.eraser.erase(await ownerGrant(kernel, owner), { what: "person", account: one.author });
      for (const row of wrapped) expect(await inFolder(row.wrapped)).toBe(false);
      await kernel[Symbol.asyncDispose]();
    },
  );

  test.skipIf(unavailable || name !== "SQLite")("no file under the data folder holds a text in clear", async () => {
    const { kernel, folder } = await open();
    const account = newId<AccountId>();
    await send(kernel, record());
    await kernel.ledger.commit(kernel.openGrant("test"), () =>
      plan(
        described,
        [{ subject: account, detail: { name: CANARY } }],
        [insert(notes, { id: account, text: CANARY })],
        "",
      ),
    );
    const [row] = await kernel.reader.all<RowOf<typeof notes>>(`SELECT * FROM "${notes.name}"`, []);
    expect(row && kernel.vault.open(notes, "text", row)).toBe(CANARY);
    const [fact] = await kernel.reader.all<RowOf<typeof facts>>('SELECT * FROM "facts"', []);
    expect(fact && kernel.vault.open(facts, "detail", fact)).toEqual({ name: CANARY });
    for (const file of await readdir(folder, { recursive: true, withFileTypes: true }))
      if (file.isFile())
        expect((await readFile(join(file.parentPath, file.name))).includes(CANARY), file.name).toBe(false);
    expect(records.columns.content.kind).toBe("sealed");
    await kernel[Symbol.asyncDispose]();
  });
});
