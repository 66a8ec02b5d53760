/** The writer's thread: gathers the plans that arrived while the last group was written, and writes them as one group. */
import { parentPort, workerData } from "node:worker_threads";
import { keyringEntryFromText, rootKeyFromBytes, wipe } from "@warbler/crypto";
import { systemClock } from "../clock.ts";
import { Keyring } from "../keys/keyring.ts";
import { RoleRegister } from "../keys/role-register.ts";
import { Vault } from "../keys/vault.ts";
import type { WirePlan } from "../plan.ts";
import { CHECKPOINT, startCheckpoints } from "../store/checkpoints.ts";
import { openPostgresWriter } from "../store/postgres.ts";
import { openSqliteWriter } from "../store/sqlite.ts";
import { packOutcomes, unpackPlans } from "./packed.ts";
import type { Destruction, FromWriter, ToWriter, WriterSettings } from "./protocol.ts";
import { Writer } from "./writer.ts";

/** Plans in one transaction at most: bounds the wait of the first for the last. */
const GROUP_PLANS = 256;

const port = parentPort;
if (port === null) throw new Error("the writer runs as a worker thread");
const settings = workerData as WriterSettings;
const post = (message: FromWriter) => port.postMessage(message);

const rootKey = rootKeyFromBytes(settings.rootKey);
wipe(settings.rootKey);
const connection =
  settings.store.dialect === "sqlite"
    ? openSqliteWriter(settings.store.at)
    : await openPostgresWriter(settings.store.at);
const checkpoints = settings.store.dialect === "sqlite" ? startCheckpoints(settings.store.at) : undefined;
const keyring = new Keyring(settings.keyringPath, rootKey, { readonly: false });
const vault = new Vault(keyring, { makes: true });
const roles = new RoleRegister(settings.rolesPath, { readonly: false });
const writer = new Writer({ connection, keyring, vault, roles, tables: settings.tables, nowMs: systemClock.nowMs });

const waiting: WirePlan[] = [];
const other: Exclude<ToWriter, { do: "apply" }>[] = [];
let running = false;

function destroy({ names, punctures }: Destruction): void {
  const parsed = names.map((text) => keyringEntryFromText(text)).filter((name) => name !== undefined);
  if (parsed.length !== names.length) throw new Error("a keyring entry name is malformed");
  if (parsed.length > 0) keyring.destroy(parsed);
  for (const { tree, seqs } of punctures) {
    const name = keyringEntryFromText(tree);
    if (name?.kind !== "tree") throw new Error("a month tree's name is malformed");
    keyring.puncture(name, seqs);
  }
  vault.forget(parsed);
}

async function run(): Promise<void> {
  while (waiting.length > 0 || other.length > 0) {
    if (waiting.length > 0) {
      const { outcomes, ...group } = await writer.applyGroup(waiting.splice(0, GROUP_PLANS));
      post({ is: "applied", outcomes: packOutcomes(outcomes), group });
      // Between two groups nobody writes, so that nothing stays in the log.
      if (checkpoints?.takeCopied() === true) await connection.get(CHECKPOINT, []);
    }
    // Destroying and stopping wait for what was asked before them.
    const next = waiting.length === 0 ? other.shift() : undefined;
    if (next?.do === "destroy") {
      destroy(next.destruction);
      post({ is: "destroyed", id: next.id });
    } else if (next?.do === "stop") {
      await checkpoints?.[Symbol.asyncDispose]();
      await connection.close();
      keyring.close();
      roles.close();
      post({ is: "stopped" });
      port?.close();
      return;
    }
  }
}

port.on("message", (message: ToWriter) => {
  if (message.do === "apply") waiting.push(...message.packed.flatMap(unpackPlans));
  else other.push(message);
  if (running) return;
  running = true;
  // One turn of the loop later, so that all that has arrived by then shares the group.
  setImmediate(() => {
    run().then(
      () => {
        running = false;
        if (waiting.length > 0 || other.length > 0)
          port.emit("message", { do: "apply", packed: [] } satisfies ToWriter);
      },
      (error: unknown) =>
        post({ is: "broken", sentence: error instanceof Error ? error.message : "the writer failed" }),
    );
  });
});

post({ is: "started", ...(await writer.start()) });
