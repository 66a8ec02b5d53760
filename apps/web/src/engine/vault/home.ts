/** Where the SDK's state lives in this browser: in the vault, or in memory where the browser keeps nothing. */
import { memoryStore, type Store } from "@warbler/sdk";
import type { StoreHome } from "../session-host.ts";
import { destroyVault, openVault } from "./vault.ts";

type Opened = Awaited<ReturnType<StoreHome["open"]>>;

/** One store for as long as the engine runs: a client that closes must not take what is queued with it. */
export function vaultHome(name: string): StoreHome {
  let opened: Promise<{ readonly held: Store; readonly handed: Opened }> | undefined;
  return {
    async open() {
      opened ??= openOnce(name);
      return (await opened).handed;
    },
    async wipe() {
      const before = await opened?.catch(() => undefined);
      opened = undefined;
      await before?.held.close();
      await destroyVault(name).catch(() => undefined);
    },
  };
}

async function openOnce(name: string) {
  const vault = await openVault(name).catch(() => undefined);
  const held = vault ?? memoryStore();
  const storage = vault === undefined ? ("memory" as const) : ("vault" as const);
  return { held, handed: { store: { ...held, close: async () => undefined }, storage } };
}
