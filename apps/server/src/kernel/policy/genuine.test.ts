import { type AccountId, newId } from "@warbler/protocol";
import { expect, test } from "vitest";
import { roleAssignments } from "../records.ts";
import type { RowOf } from "../tables.ts";
import { genuineRows, type WrongRow } from "./genuine.ts";

type Row = RowOf<typeof roleAssignments>;
const tag = (fill: number) => new Uint8Array(32).fill(fill);
const role = (): Row => ({
  scope: "org",
  account: newId<AccountId>(),
  role: "member",
  since_ms: 5,
  suspended_ms: null,
  given_by: newId<AccountId>(),
  tag: tag(1),
});

/** Reads `stored` as the present, `known` having been read before; with what was authenticated and what was wrong. */
async function read(known: Row, stored: Row, registered = stored.tag) {
  const authenticated: unknown[] = [];
  const wrong: WrongRow["how"][] = [];
  const found = await genuineRows<Row>(
    {
      vault: { isGenuine: (_table, row) => authenticated.push(row) === 0 },
      roles: { tagsOf: () => new Map([[stored.account as string, registered]]) },
      onWrongRow: ({ how }) => wrong.push(how),
    },
    { table: roleAssignments, scope: "org", before: ({ account }) => (account === known.account ? known : undefined) },
    async () => [{ ...stored, log_size: 1 }],
  );
  return { rows: found.rows.length, authenticated: authenticated.length, wrong };
}

test("a row that is as it was found genuine is not authenticated again, and still is the register's", async () => {
  const known = role();
  const same = { ...known, tag: tag(1) };
  expect(await read(known, same)).toEqual({ rows: 1, authenticated: 0, wrong: [] });
  expect(await read(known, same, tag(2))).toEqual({ rows: 0, authenticated: 0, wrong: ["replayed"] });
});

test("a row that differs in anything from how it was found genuine is authenticated anew", async () => {
  const known = role();
  const changes: readonly Partial<Row>[] = [
    { account: newId<AccountId>() },
    { role: "owner" },
    { since_ms: 6 },
    { suspended_ms: 7 },
    { suspended_ms: 0 },
    { given_by: newId<AccountId>() },
    { given_by: null },
    { tag: tag(2) },
    { tag: new Uint8Array(31).fill(1) },
  ];
  for (const change of changes) {
    const { rows, authenticated, wrong } = await read(known, { ...known, ...change });
    expect({ rows, wrong }, Object.keys(change).join()).toEqual({ rows: 0, wrong: ["forged"] });
    expect(authenticated).toBeGreaterThan(0);
  }
});
