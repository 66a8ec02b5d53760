/** A database made by an earlier version takes the words, columns and indexes of a later one, and keeps its rows. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { postgres } from "@warbler/testkit/services";
import { afterAll, describe, expect, test } from "vitest";
import { choice, count, id, nullable, table } from "../tables.ts";
import { migrate } from "./migrate.ts";
import type { WriteConnection } from "./port.ts";
import { openPostgresWriter } from "./postgres.ts";
import { openSqliteWriter } from "./sqlite.ts";

const NAME = "migrate_test_birds";
const earlier = table(
  NAME,
  { id: id(), song: choice(["trill", "call"]), mood: nullable(choice(["calm"])) },
  { primaryKey: ["id"] },
);
const later = table(
  NAME,
  {
    id: id(),
    song: choice(["trill", "call", "whistle"]),
    mood: nullable(choice(["calm", "wild"])),
    age: nullable(count()),
  },
  { primaryKey: ["id"], unique: [["id", "song"]], indexes: [["song"]] },
);

const folder = await mkdtemp(join(tmpdir(), "warbler-migrate-"));
afterAll(() => rm(folder, { recursive: true }));
const server = await postgres();
const stores: { name: string; open: (() => Promise<WriteConnection>) | undefined }[] = [
  { name: "SQLite", open: async () => openSqliteWriter(join(folder, "records.db")) },
  { name: "PostgreSQL", open: "url" in server ? () => openPostgresWriter(server.url) : undefined },
];

describe.each(stores)("an upgrade on $name", ({ open }) => {
  test.skipIf(open === undefined)(
    "new words and columns are taken, rows stay, words no version knows are refused",
    async () => {
      const connection = await open?.();
      if (connection === undefined) throw new Error("no store");
      const add = (id: string, song: string, mood: string | null) =>
        connection.run(`INSERT INTO "${NAME}" ("id", "song", "mood") VALUES (?, ?, ?)`, [id, song, mood]);
      try {
        await connection.exec(`DROP TABLE IF EXISTS "${NAME}"`);
        await migrate(connection, [earlier]);
        await add("wren", "trill", null);
        await expect(async () => add("robin", "whistle", null)).rejects.toThrow(/check/i);
        await migrate(connection, [later]);
        // A second start finds nothing to do.
        await migrate(connection, [later]);
        await add("robin", "whistle", "wild");
        await expect(async () => add("rook", "croak", null)).rejects.toThrow(/check/i);
        const rows = await connection.all(`SELECT "id", "song", "age" FROM "${NAME}" ORDER BY "id"`, []);
        expect(rows).toEqual([
          { id: "robin", song: "whistle", age: null },
          { id: "wren", song: "trill", age: null },
        ]);
      } finally {
        await connection.exec(`DROP TABLE IF EXISTS "${NAME}"`);
        await connection.close();
      }
    },
  );
});
