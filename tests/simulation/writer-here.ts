/** The writer in this thread, on a disk that fails: what the worker's thread does, at moments that the seed decides. */
import { keyringEntryFromText, rootKeyFromBytes } from "@warbler/crypto";
import type { SeededRandom } from "@warbler/sdk/testing";
import { Keyring } from "../../apps/server/src/kernel/keys/keyring.ts";
import { RoleRegister } from "../../apps/server/src/kernel/keys/role-register.ts";
import { Vault } from "../../apps/server/src/kernel/keys/vault.ts";
import type { WirePlan } from "../../apps/server/src/kernel/plan.ts";
import type { WriteConnection } from "../../apps/server/src/kernel/store/port.ts";
import { openSqliteWriter } from "../../apps/server/src/kernel/store/sqlite.ts";
import { Writer } from "../../apps/server/src/kernel/writer/writer.ts";
import type { startWriterThread, WriterThread } from "../../apps/server/src/kernel/writer/writer-thread.ts";
import type { Disk } from "./disk.ts";

interface Waiting {
  readonly plan: WirePlan;
  readonly resolve: (outcome: Awaited<ReturnType<WriterThread["apply"]>>) => void;
  readonly reject: (error: Error) => void;
}

export interface WriterHere {
  readonly start: typeof startWriterThread;
  /** There once the writer started. */
  connection(): WriteConnection | undefined;
}

export function writerHere(disk: Disk, random: SeededRandom, nowMs: () => number): WriterHere {
  const opened: { connection?: WriteConnection } = {};
  const start: typeof startWriterThread = async (settings, events): Promise<WriterThread> => {
    const connection = disk.connection(openSqliteWriter(settings.store.at));
    opened.connection = connection;
    const keyring = disk.keyring(
      new Keyring(settings.keyringPath, rootKeyFromBytes(settings.rootKey), { readonly: false }),
    );
    const vault = new Vault(keyring, { makes: true });
    const roles = new RoleRegister(settings.rolesPath, { readonly: false });
    const writer = new Writer({ connection, keyring, vault, roles, tables: settings.tables, nowMs });
    const started = await writer.start();
    let { head } = started;
    const waiting: Waiting[] = [];
    let isRunning = false;
    let broken: Error | undefined;

    const fail = (group: readonly Waiting[], error: unknown) => {
      // Without power nobody learns anything.
      if (!disk.hasPower) return;
      broken = error instanceof Error ? error : new Error("the writer failed");
      for (const one of [...group, ...waiting.splice(0)]) one.reject(broken);
      events.broke(broken.message);
    };
    const run = async () => {
      while (waiting.length > 0 && broken === undefined && disk.hasPower) {
        const group = waiting.splice(0, 1 + random.below(8));
        try {
          const result = await writer.applyGroup(group.map(({ plan }) => plan));
          head = result.head;
          if (result.versions.length > 0) events.versionsRose(result.versions);
          for (const [at, outcome] of result.outcomes.entries()) group[at]?.resolve(outcome);
        } catch (error) {
          fail(group, error);
        }
      }
      isRunning = false;
    };

    return {
      adoptedRoles: started.adoptedRoles,
      head: () => head,
      apply: (plan) =>
        broken === undefined
          ? new Promise((resolve, reject) => {
              waiting.push({ plan, resolve, reject });
              if (isRunning) return;
              isRunning = true;
              setImmediate(() => void run());
            })
          : Promise.reject(broken),
      destroy: async ({ names, punctures }) => {
        const parsed = names.map(keyringEntryFromText).filter((name) => name !== undefined);
        keyring.destroy(parsed);
        for (const { tree, seqs } of punctures) {
          const name = keyringEntryFromText(tree);
          if (name?.kind === "tree") keyring.puncture(name, seqs);
        }
        vault.forget(parsed);
      },
      async [Symbol.asyncDispose]() {
        await connection.close();
        keyring.close();
        roles.close();
      },
    };
  };
  return { start, connection: () => opened.connection };
}
