/** Opens the kernel over a data folder: keyring, store, writer, policy, ledger. Features get exactly these. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { keyringEntryFromText, type RootKey } from "@warbler/crypto";
import { LIMITS } from "@warbler/protocol";
import type { Clock } from "./clock.ts";
import { createEraser, type Eraser } from "./erasure.ts";
import { Keyring } from "./keys/keyring.ts";
import { RoleRegister } from "./keys/role-register.ts";
import { Vault } from "./keys/vault.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import type { Log } from "./log.ts";
import { factType, plan } from "./plan.ts";
import { type TaggedRows, taggedRows, type WrongRow } from "./policy/genuine.ts";
import { type Decisions, type OpenGrant, Policy } from "./policy/policy.ts";
import { type Retired, retiredOver } from "./policy/retired.ts";
import { wrongRowReporter } from "./policy/wrong-rows.ts";
import { repeat } from "./repeat.ts";
import type { Reader, StoreLocation } from "./store/port.ts";
import { openPostgresReader } from "./store/postgres.ts";
import { openSqliteReader } from "./store/sqlite.ts";
import type { Table } from "./tables.ts";
import { startWriterThread, type WriterThread } from "./writer/writer-thread.ts";

/** How long an erasure may be overdue. */
const ERASURE_LOOK_MS = 60_000;

export interface Kernel extends AsyncDisposable {
  readonly ledger: Ledger;
  readonly policy: Decisions;
  /** For routes that are open to anyone, and for the server's own jobs; `reason` says why nobody is asked. */
  readonly openGrant: (reason: string) => OpenGrant;
  readonly reader: Reader;
  /** Rows of features that only the writer can have made, and that nobody put back or took out. */
  readonly tagged: TaggedRows;
  /** What ended for good, whatever the database says of it now. */
  readonly retired: Retired;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Log;
  /** Size and root of the audit log as last committed. */
  logHead(): ReturnType<WriterThread["head"]>;
  /** Erases records by destroying their keys, with intent and completion recorded. */
  readonly eraser: Eraser;
}

export interface KernelSettings {
  readonly dataFolder: string;
  readonly databaseUrl?: string;
  readonly rootKey: RootKey;
  readonly tables: readonly Table[];
  readonly clock: Clock;
  readonly log: Log;
  /** Tests do not wait; `LIMITS.erasureWaitMs` otherwise. */
  readonly erasureWaitMs?: number;
  /** The store failed: the server must stop, since nothing can be acknowledged any more. */
  readonly onBroken: (sentence: string) => void;
  /** The writer in a thread of its own unless told. */
  readonly startWriter?: typeof startWriterThread;
}

export async function openKernel(settings: KernelSettings): Promise<Kernel> {
  const { dataFolder, databaseUrl, rootKey, tables, clock, log, startWriter = startWriterThread } = settings;
  await mkdir(join(dataFolder, "keys"), { recursive: true, mode: 0o700 });
  const store: StoreLocation =
    databaseUrl === undefined
      ? { dialect: "sqlite", at: join(dataFolder, "records.db") }
      : { dialect: "postgres", at: databaseUrl };
  const keyringPath = join(dataFolder, "keys", "keyring.db");
  const rolesPath = join(dataFolder, "keys", "roles.db");
  // The writer starts before the policy can read what the writer migrated.
  const started: { policy?: Policy; reportWrongRow?: (row: WrongRow) => void } = {};
  const writer = await startWriter(
    { store, keyringPath, rolesPath, rootKey: rootKey.export(), tables },
    {
      versionsRose: (versions) => started.policy?.versionsRose(versions),
      broke: (sentence) => {
        log("store-failed");
        settings.onBroken(sentence);
      },
    },
  );
  const keyring = new Keyring(keyringPath, rootKey, { readonly: true });
  const vault = new Vault(keyring, { makes: false });
  const roles = new RoleRegister(rolesPath, { readonly: true });
  const reader = store.dialect === "sqlite" ? openSqliteReader(store.at) : openPostgresReader(store.at);
  const onWrongRow = (row: WrongRow) => started.reportWrongRow?.(row);
  const policy = new Policy({ reader, vault, clock, roles, onWrongRow });
  started.policy = policy;
  const ledger = createLedger({ writer, policy });
  const openGrant = (reason: string) => policy.openGrant(reason);
  started.reportWrongRow = wrongRowReporter({ ledger, policy, log });
  const retired = retiredOver({ reader, vault, roles, onWrongRow });
  const tagged = taggedRows({ reader, vault, roles, onWrongRow });
  const eraser = createEraser({
    ledger,
    openGrant,
    mayErase: async (account) => (await policy.explain(account, "records.erase", { kind: "org" })).may,
    reader,
    vault,
    tagged,
    clock,
    waitMs: settings.erasureWaitMs ?? LIMITS.erasureWaitMs,
    destroyKeys: async (destruction) => {
      await writer.destroy(destruction);
      const trees = destruction.punctures.map(({ tree }) => tree);
      vault.forget([...destruction.names, ...trees].map(keyringEntryFromText).filter((name) => name !== undefined));
    },
    keyNames: (prefix) => keyring.namesStarting(prefix),
  });
  await eraser.runDue();
  const stopErasing = repeat(clock, ERASURE_LOOK_MS, eraser.runDue, () => log("erasure-failed"));
  if (writer.adoptedRoles > 0) {
    log("roles-adopted");
    const grant = policy.openGrant("the register of roles was lost, or is from before there was one");
    const detail = { rows: writer.adoptedRoles };
    await ledger.commit(grant, () => plan(factType<null>("role-register.made"), [{ subject: null, detail }], [], null));
  }
  await policy.reconcile();
  return {
    ledger,
    policy,
    openGrant,
    reader,
    tagged,
    retired,
    vault,
    clock,
    log,
    logHead: () => writer.head(),
    eraser,
    async [Symbol.asyncDispose]() {
      stopErasing();
      await writer[Symbol.asyncDispose]();
      await reader.close();
      keyring.close();
      roles.close();
    },
  };
}
