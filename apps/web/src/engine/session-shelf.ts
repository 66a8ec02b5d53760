/**
 * Where the session lies between visits: with the keeper, or, behind the app lock, its token in the vault, so that who it is
 * can be said before anybody unlocks and nothing can be asked of the server.
 */
import { WarblerError } from "@warbler/sdk";
import { type KeptSession, plainKeptSession } from "./kept-session.ts";
import type { StoreHome } from "./store-home.ts";
import type { Keeper } from "./vault/keeper.ts";

const TOKEN = "session-token";

export interface SessionShelfDeps {
  readonly keeper: Keeper;
  readonly home: StoreHome;
}

export class SessionShelf {
  readonly #deps: SessionShelfDeps;

  constructor(deps: SessionShelfDeps) {
    this.#deps = deps;
  }

  async keep(kept: KeptSession): Promise<void> {
    const { keeper, home } = this.#deps;
    const { token, ...rest } = kept;
    const { store } = await home.open();
    const isBehind = kept.lock !== undefined && token !== undefined;
    await store.write([{ key: TOKEN, value: isBehind ? new TextEncoder().encode(token) : undefined }]);
    await keeper.save(plainKeptSession(isBehind ? rest : kept));
  }

  /** From now on a visit begins with the lock, also if the vault is not yet behind it. */
  async beginLock(kept: KeptSession): Promise<void> {
    await this.#deps.keeper.save(plainKeptSession(kept));
  }

  /** With its token. Undefined where the vault does not open. */
  async unlocked(kept: KeptSession): Promise<KeptSession | undefined> {
    const { store } = await this.#deps.home.open();
    try {
      const bytes = await store.read(TOKEN);
      if (bytes !== undefined) return { ...kept, token: new TextDecoder().decode(bytes) };
      // The lock was being set when the browser was closed.
      if (kept.token !== undefined) await this.keep(kept);
      return kept;
    } catch (error) {
      if (error instanceof WarblerError) return undefined;
      throw error;
    }
  }
}
