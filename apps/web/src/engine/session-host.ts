/**
 * One person's session on this device: brings it back at start, signs in, notices its end, and wipes what is held at sign-out.
 * While the server cannot be reached it goes on trying.
 */
import type { SsoReturn } from "@warbler/protocol";
import {
  type Auth,
  connect,
  type DeviceChoice,
  type Door,
  invitation,
  type Platform,
  passkey,
  password,
  recoveryLink,
  type Session,
  type Store,
  setUp,
  signIn,
  sso,
  token,
  type Warbler,
  WarblerError,
} from "@warbler/sdk";
import type { Asker } from "./asker.ts";
import type { ConnectionView, Me, NewAccountInput, RecoverInput, SessionView } from "./engine-api.ts";
import type { EngineEvent } from "./engine-event.ts";
import { type KeptSession, lockViewOf, meOf, parseKeptSession } from "./kept-session.ts";
import { SessionShelf } from "./session-shelf.ts";
import type { StoreHome } from "./store-home.ts";
import type { SealedCopies } from "./uploads/sealed-copies.ts";
import { type LockSecret, makeLock, type NewLock, openLock } from "./vault/app-lock.ts";
import type { Keeper } from "./vault/keeper.ts";

export interface SessionHostDeps {
  /** The server's address. */
  readonly url: string;
  readonly platform: Platform;
  readonly keeper: Keeper;
  readonly home: StoreHome;
  /** Of files on their way up. */
  readonly copies: Pick<SealedCopies, "removeOthers">;
  readonly tell: (event: EngineEvent) => void;
  /** Asks the person for a proof of who they are. */
  readonly asker: Asker;
  /** What the server says to strangers. */
  readonly door: Door;
  /** A client is there from now on; called before anything of it is told. */
  readonly connected: (client: Warbler, store: Store) => void;
  /** Its rooms are those of an earlier visit, while the server is still being asked. */
  readonly recalled: (client: Warbler) => void;
  /** Resolves when what somebody waits for is done. */
  readonly rest: () => Promise<unknown>;
}

const RETRY_MS = 3_000;

export class SessionHost {
  readonly #deps: SessionHostDeps;
  #view: SessionView = { phase: "starting" };
  #connection: ConnectionView = { state: "connecting", queued: 0 };
  #client: Warbler | undefined;
  #kept: KeptSession | undefined;
  readonly #shelf: SessionShelf;
  #wake = new AbortController();
  readonly #loaded = Promise.withResolvers<void>();
  readonly #begun = Promise.withResolvers<void>();

  constructor(deps: SessionHostDeps) {
    this.#deps = deps;
    this.#shelf = new SessionShelf(deps);
  }

  get view(): SessionView {
    return this.#view;
  }
  get connection(): ConnectionView {
    return this.#connection;
  }
  get client(): Warbler | undefined {
    return this.#client;
  }
  get key(): CryptoKey | undefined {
    return this.#deps.home.key;
  }

  /** Resolves when it is known whether somebody is signed in; before the lock is opened it is not. */
  get begun(): Promise<void> {
    return this.#begun.promise;
  }

  /** Takes up the session that an earlier visit left, or says that there is none. */
  async start(): Promise<void> {
    this.#kept = parseKeptSession(await this.#deps.keeper.load());
    this.#loaded.resolve();
    return this.#isLocked() ? undefined : this.#takeUp();
  }

  /** Says so when the app lock stands before everything else. */
  #isLocked(): boolean {
    if (this.#kept?.lock === undefined) return false;
    const { name, organisation, lock } = this.#kept;
    this.#tellSession({ phase: "locked", name, organisation, lock: lockViewOf(lock) });
    return true;
  }

  async #takeUp(): Promise<void> {
    const kept = this.#kept;
    if (kept?.token === undefined) return this.look();
    const key = kept.bound === true ? await this.#deps.keeper.loadKey() : undefined;
    if (kept.bound === true && key === undefined) return this.#sessionLost(true);
    const { account, device } = kept;
    const auth = token(kept.token, { account, device, ...(key !== undefined && { key }) });
    for (;;) {
      try {
        return await this.#connect(auth, kept);
      } catch (error) {
        if (!(error instanceof WarblerError) || !error.retryable) return this.#sessionLost();
        const retryAtMs = this.#deps.platform.nowMs() + RETRY_MS;
        this.#tellConnection({ state: "retrying", queued: 0, retryAtMs });
        await this.#deps.platform.sleep(RETRY_MS, this.#wake.signal).catch(() => undefined);
      }
    }
  }

  /** What the server says to strangers. */
  async look(isKeyLost = false): Promise<void> {
    const handle = {
      ...(this.#kept !== undefined && { handle: this.#kept.handle }),
      ...(isKeyLost && { isKeyLost: true }),
    };
    try {
      const { state, organisation } = await this.#deps.door.api("health", undefined);
      const named = organisation === undefined ? {} : { organisation };
      const reached = state === "needs-set-up" ? "needs-set-up" : "ready";
      this.#tellSession({ phase: "signed-out", state: reached, ...named, ...handle });
    } catch {
      this.#tellSession({ phase: "signed-out", state: "unreachable", ...handle });
    }
  }

  async signIn(handle: string, secret: string, deviceName: string): Promise<void> {
    const isSamePerson = this.#kept?.handle === handle;
    if (this.#kept !== undefined && !isSamePerson) await this.#forget();
    const known: DeviceChoice | undefined = this.#kept === undefined ? undefined : { id: this.#kept.device };
    try {
      await this.#begin(password(handle, secret, known ?? { name: deviceName }));
    } catch (error) {
      // The device may have been removed since: then this is a new one.
      const isDeviceGone = error instanceof WarblerError && error.code === "not-found" && known !== undefined;
      if (!isDeviceGone) throw error;
      await this.#forget();
      await this.#begin(password(handle, secret, { name: deviceName }));
    }
  }

  /** On the device that this is, if the passkey is of the person it was last. */
  async signInByPasskey(deviceName: string): Promise<void> {
    const known: DeviceChoice = this.#kept === undefined ? { name: deviceName } : { id: this.#kept.device };
    const auth = passkey(known, async (request) => {
      const assertion = await this.#deps.asker.sign(request);
      if (assertion === undefined) throw new WarblerError("cancelled");
      return assertion;
    });
    try {
      await this.#begin(auth);
    } catch (error) {
      if (!(error instanceof WarblerError) || error.code !== "sign-in-failed" || this.#kept === undefined) throw error;
      // Somebody else's passkey, or a device that was removed: then this is a new one, and nothing of the old one stays.
      await this.#forget();
      await this.#begin({ ...auth, device: { name: deviceName } });
    }
  }

  /** On the device that this is, if it is the person it was last. What came back counts once, so another person starts again. */
  async signInBySso(back: SsoReturn, deviceName: string): Promise<void> {
    const known: DeviceChoice = this.#kept === undefined ? { name: deviceName } : { id: this.#kept.device };
    try {
      await this.#begin(sso(back, known));
    } catch (error) {
      if (!(error instanceof WarblerError) || error.code !== "sign-in-failed" || this.#kept === undefined) throw error;
      await this.#forget();
      await this.look();
      throw new WarblerError("sso-failed");
    }
  }

  async setUp({
    organisation,
    token: link,
    deviceName,
    ...account
  }: NewAccountInput & { readonly organisation: string }) {
    await this.#forget();
    await this.#begin(setUp(link, { ...account, organisation, device: { name: deviceName } }));
  }

  async join({ token: link, deviceName, ...account }: NewAccountInput): Promise<void> {
    await this.#forget();
    await this.#begin(invitation(link, { ...account, device: { name: deviceName } }));
  }

  /** The keys of the device that this was for the same account stay; whoever else was here is forgotten. */
  async recover({ token: link, account, password: secret, deviceName }: RecoverInput): Promise<void> {
    const kept = this.#kept;
    if (kept?.account === account) {
      try {
        return await this.#begin(recoveryLink(link, secret, { id: kept.device }));
      } catch (error) {
        // The device was removed since, or its key is gone: then this is a new one.
        const isDeviceGone =
          error instanceof WarblerError && ["sign-in-failed", "device-key-missing"].includes(error.code);
        if (!isDeviceGone) throw error;
      }
    }
    await this.#forget();
    await this.#begin(recoveryLink(link, secret, { name: deviceName }));
  }

  /** What this device holds goes, also when the server cannot be told. */
  async signOut(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.signOut().catch(() => client.close());
    await this.#forget();
    await this.look();
  }

  /** Ends with everything locked, so that the first thing the person does is to try what they just set. */
  async setLock(fresh: NewLock): Promise<void> {
    const { home } = this.#deps;
    if (this.#kept === undefined || this.#view.phase !== "signed-in") throw new WarblerError("signed-out");
    const { lock, key } = await makeLock(fresh);
    const kept = { ...this.#kept, lock };
    this.#kept = kept;
    await this.#stop();
    try {
      await this.#shelf.beginLock(kept);
      await home.putBehind(key);
      await this.#keep(kept);
    } finally {
      await this.lock();
    }
  }

  async lock(): Promise<void> {
    if (this.#kept?.lock === undefined) return;
    await this.#stop();
    await this.#deps.home.lock();
    const { token: _inTheVault, ...rest } = this.#kept;
    this.#kept = rest;
    this.#deps.tell({ type: "locked" });
    this.#isLocked();
  }

  async unlock(secret: LockSecret): Promise<boolean> {
    const key = this.#kept?.lock === undefined ? undefined : await openLock(this.#kept.lock, secret);
    return key !== undefined && this.unlockWith(key);
  }

  /** False for the key of another lock. */
  async unlockWith(key: CryptoKey): Promise<boolean> {
    const { home, tell } = this.#deps;
    await this.#loaded.promise;
    if (this.#kept?.lock === undefined || this.#view.phase !== "locked") return true;
    await home.putBehind(key);
    const kept = await this.#shelf.unlocked(this.#kept);
    if (kept === undefined) {
      await home.lock();
      return false;
    }
    this.#kept = kept;
    tell({ type: "unlocked", key });
    this.#tellSession({ phase: "starting" });
    await this.#takeUp();
    return true;
  }

  async removeLock(secret: LockSecret): Promise<boolean> {
    const kept = this.#kept;
    if (kept?.lock === undefined || this.#view.phase !== "signed-in") return true;
    if ((await openLock(kept.lock, secret)) === undefined) return false;
    const { lock: _gone, ...rest } = kept;
    await this.#deps.home.takeFromBehind();
    await this.#keep(rest);
    this.#tellSession({ phase: "signed-in", me: meOf(rest, this.#view.me.storage) });
    return true;
  }

  async #stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.close();
  }

  async #keep(kept: KeptSession): Promise<void> {
    this.#kept = kept;
    await this.#shelf.keep(kept);
  }

  retryNow(): void {
    this.#wake.abort();
    this.#wake = new AbortController();
    this.#client?.retryNow();
  }

  /** Asks for a session and connects with it; refusals reach the caller. */
  async #begin(auth: Auth): Promise<void> {
    const { url, platform, home, asker } = this.#deps;
    await this.#client?.close();
    const { store } = await home.open();
    const session = await signIn(url, { auth, store, platform, prove: asker.prove });
    const lock = this.#kept?.lock;
    const kept = { ...keptFrom(session), ...(lock !== undefined && { lock }) };
    await this.#deps.keeper.saveKey(session.key);
    await this.#keep(kept);
    await this.#connect(token(session.token, session), kept);
  }

  async #connect(auth: Auth, kept: KeptSession): Promise<void> {
    const { url, platform, home, tell, connected, recalled, asker, rest } = this.#deps;
    const { store, storage } = await home.open();
    const client = await connect(url, { auth, store, platform, offline: true, prove: asker.prove, rest, recalled });
    this.#client = client;
    connected(client, store);
    client.on("connection", ({ state, queued, retryAtMs }) => {
      if (client === this.#client)
        this.#tellConnection({ state, queued, ...(retryAtMs !== undefined && { retryAtMs }) });
    });
    client.on("expired", () => {
      if (client === this.#client) tell({ type: "session", session: this.#expired(kept, storage) });
    });
    this.#tellConnection({ state: client.state, queued: 0 });
    this.#tellSession({ phase: "signed-in", me: meOf(kept, storage) });
  }

  #expired(kept: KeptSession, storage: Me["storage"]): SessionView {
    this.#view = { phase: "expired", me: meOf(kept, storage) };
    return this.#view;
  }

  /** The session did not live until this visit, or its key did not. The device is still this one. */
  async #sessionLost(isKeyLost = false): Promise<void> {
    if (this.#kept !== undefined) {
      const { token: _ended, bound: _key, ...rest } = this.#kept;
      await this.#deps.keeper.saveKey(undefined);
      await this.#keep(rest);
    }
    await this.look(isKeyLost);
  }

  async #forget(): Promise<void> {
    await this.#client?.close();
    this.#client = undefined;
    this.#kept = undefined;
    await this.#deps.keeper.clear();
    await this.#deps.home.wipe();
    await this.#deps.copies.removeOthers([]).catch(() => undefined);
  }

  #tellSession(view: SessionView): void {
    this.#view = view;
    if (view.phase !== "locked" && view.phase !== "starting") this.#begun.resolve();
    this.#deps.tell({ type: "session", session: view });
  }

  #tellConnection(connection: ConnectionView): void {
    this.#connection = connection;
    this.#deps.tell({ type: "connection", connection });
  }
}

function keptFrom(session: Session): KeptSession {
  const { token: secret, account, device, handle = "", name = handle, role = "member", organisation = "" } = session;
  const bound = session.key === undefined ? {} : { bound: true };
  return { token: secret, ...bound, account, device, handle, name, role, organisation };
}
