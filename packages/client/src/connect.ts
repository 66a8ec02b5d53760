/** The way in: `connect` for a client that stays, `signIn` for a session alone. */
import type { ApiAnswer, ApiInput } from "@warbler/protocol";
import { Client, type ClientDeps } from "./client.ts";
import { en, type Fail, failIn, type Language } from "./errors.ts";
import { globalPlatform } from "./platform/global-platform.ts";
import type { Logger, Platform } from "./platform/platform.ts";
import { type ApiClient, apiClient } from "./session/api-client.ts";
import type { Auth, Prove } from "./session/auth.ts";
import type { Shown } from "./session/call-api.ts";
import { callsThatProve } from "./session/calls-that-prove.ts";
import type { SignInDeps } from "./session/sign-in.ts";
import { memoryStore } from "./store/memory-store.ts";
import type { Store } from "./store/store.ts";
import type { Session, Warbler } from "./warbler.ts";

export interface SignInOptions {
  readonly auth: Auth;
  /** Asked for a second factor, and when an act needs a fresh proof; without it both fail with `proof-needed`. */
  readonly prove?: Prove;
  /** What a session that begins is bound to: ECDSA on P-256. A new key that nobody can read out, unless told. */
  readonly key?: CryptoKeyPair;
  /** Where the client keeps its state; in memory unless told. Closed with the client. */
  readonly store?: Store;
  /** The browser's or Node's globals unless told. */
  readonly platform?: Platform;
  /** What errors say to people; `en` unless told, `zh` of `@warbler/sdk/zh` is Chinese. */
  readonly lang?: Language;
  readonly signal?: AbortSignal;
}

export interface ConnectOptions extends SignInOptions {
  /** Resolve without the server where the store has been online before; the connection goes on being tried. */
  readonly offline?: boolean;
  /** With `offline`, told of the client as soon as its rooms are those of its store, while the server is still being asked. */
  readonly recalled?: (client: Warbler) => void;
  /** Nothing is logged unless told. */
  readonly logger?: Logger;
  /** Awaited once online, before what nobody waits for: looking after keys, asking for rules again. */
  readonly rest?: () => Promise<unknown>;
}

const BINDING = "binding";

/**
 * Signs in and resolves when the client is usable: online, or, with `offline`, with what the store knows. `url` is the
 * server's address or any link of it. Rejects with the server's refusal or with `network`, `signed-out`, `cancelled`,
 * `wrong-store`; the store is closed then.
 */
export function connect(url: string, options: ConnectOptions): Promise<Warbler> {
  return connectWith(url, options, {});
}

/** As `connect`, with parts of the client's own given from outside: for tests. */
export async function connectWith(
  url: string,
  options: ConnectOptions,
  parts: Pick<ClientDeps, "identity" | "keyPackages">,
): Promise<Warbler> {
  const { store = memoryStore(), platform = globalPlatform, lang = en, signal, offline = false } = options;
  const fail = failIn(lang);
  const { logger = () => {}, rest = async () => {}, recalled } = options;
  try {
    const origin = originOf(url, fail);
    const stop = new AbortController();
    const { session, api } = await openSession(origin, { ...options, store, platform, fail, stop: stop.signal });
    await bind(store, `${origin} ${session.account}`, fail);
    const client = new Client({
      ...parts,
      url: origin,
      session,
      api,
      store,
      platform,
      fail,
      logger,
      rest,
      recalled,
      stop,
    });
    try {
      await client.start(offline, signal);
    } catch (error) {
      await client.close();
      throw error;
    }
    return client;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** A session without a connection, for programs that connect later by `token`. The store gets the device's key and stays open. */
export async function signIn(url: string, options: SignInOptions): Promise<Session> {
  const { store = memoryStore(), platform = globalPlatform, lang = en } = options;
  const fail = failIn(lang);
  const stop = options.signal ?? new AbortController().signal;
  return (await openSession(originOf(url, fail), { ...options, store, platform, fail, stop })).session;
}

/**
 * What one can ask before one is in: how the server is, what the organisation asks of passwords, by which services one can sign in,
 * and the way to one of them (what comes back from it makes `sso`).
 */
type OpenCall = "health" | "security" | "ssoChoices" | "beginSsoSignIn";

export interface Door {
  api<N extends OpenCall>(name: N, input: ApiInput<N>): Promise<ApiAnswer<N>>;
}

export function doorOf(url: string, options: Pick<SignInOptions, "platform" | "lang" | "signal"> = {}): Door {
  const { platform = globalPlatform, lang = en } = options;
  const fail = failIn(lang);
  const stop = options.signal ?? new AbortController().signal;
  const api = apiClient({ origin: originOf(url, fail), platform, fail, stop, shown: {} });
  return { api: (name, input) => api.call(name, input) };
}

async function openSession(
  origin: string,
  deps: Pick<SignInOptions, "auth" | "key" | "prove"> & {
    readonly store: Store;
    readonly platform: Platform;
    readonly fail: Fail;
    readonly stop: AbortSignal;
  },
): Promise<{ readonly session: Session; readonly api: ApiClient }> {
  // The calls that sign in come before there is a token.
  const shown: Shown = deps.auth.kind === "api-token" ? { token: deps.auth.token } : {};
  const api = apiClient({ ...deps, origin, shown });
  const session = await sessionOf(deps.auth, { ...deps, api, shown });
  shown.token = session.token;
  shown.key = session.key;
  return { session, api: callsThatProve(api, deps) };
}

/** Signing in is loaded by who signs in, not by who resumes a session. */
async function sessionOf(auth: Auth, deps: SignInDeps): Promise<Session> {
  if (auth.kind === "token") return auth;
  if (auth.kind === "api-token") {
    const { account, device } = await deps.api.call("ownToken", undefined);
    return { token: auth.token, account, device };
  }
  return (await import("./session/sign-in.ts")).startSession(auth, deps);
}

/** A store holds one account's records: another one's cursors would make an honest server look like a liar. */
async function bind(store: Store, owner: string, fail: Fail): Promise<void> {
  const bound = await store.read(BINDING);
  if (bound === undefined) return store.write([{ key: BINDING, value: new TextEncoder().encode(owner) }]);
  if (new TextDecoder().decode(bound) !== owner) throw fail("wrong-store");
}

function originOf(text: string, fail: Fail): string {
  const url = URL.parse(text);
  if (url === null || url.protocol !== "https:") throw fail("link-invalid", { detail: "expected an https address" });
  return url.origin;
}
