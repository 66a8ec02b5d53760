/** Turns a way to prove who one is into a session. */
import { signAsDevice } from "@warbler/crypto/identity";
import { base64urlFromBytes, type SessionAnswer, type SignInAnswer, signInPayload } from "@warbler/protocol";
import type { Fail } from "../errors.ts";
import type { Store } from "../store/store.ts";
import type { Session } from "../warbler.ts";
import type { ApiClient } from "./api-client.ts";
import type { ApiTokenAuth, Auth, DeviceChoice, PasskeyAuth, PasswordAuth, Prove, TokenAuth } from "./auth.ts";
import type { Shown } from "./call-api.ts";
import { loadDeviceKey, registrationOf } from "./device-key.ts";
import { newSessionKey } from "./dpop.ts";
import { proven } from "./prove.ts";

export interface SignInDeps {
  readonly api: ApiClient;
  readonly store: Store;
  readonly fail: Fail;
  readonly prove?: Prove;
  readonly key?: CryptoKeyPair;
  /** Of the api. */
  readonly shown: Shown;
}

/** Begins a session that is bound to a key, where the server knows how. */

export async function startSession(auth: Exclude<Auth, TokenAuth | ApiTokenAuth>, deps: SignInDeps): Promise<Session> {
  const key = deps.key ?? (await newSessionKey());
  deps.shown.key = key;
  const session = await begun(auth, deps);
  return session.bound === true ? { ...session, key } : session;
}

async function begun(auth: Exclude<Auth, TokenAuth | ApiTokenAuth>, deps: SignInDeps): Promise<SessionAnswer> {
  const { api, store } = deps;
  switch (auth.kind) {
    case "password":
      return signInByPassword(auth, deps);
    case "passkey":
      return signInByPasskey(auth, deps);
    case "sso": {
      const device = await deviceOf(auth.device, deps);
      return sessionOf(await api.call("signInBySso", { back: auth.back, device }), deps);
    }
    case "invitation": {
      const { token, handle, name, password } = auth;
      const device = await registrationOf(auth.device, store);
      return sessionOf(await api.call("acceptInvitation", { token, handle, name, password, device }), deps);
    }
    case "recovery-link": {
      const { token, password } = auth;
      const device = await deviceOf(auth.device, deps);
      return sessionOf(await api.call("useAccessLink", { token, password, device }), deps);
    }
    case "set-up": {
      const { token, organisation, handle, name, password } = auth;
      const device = await registrationOf(auth.device, store);
      return api.call("setUp", { token, organisation, handle, name, password, device });
    }
  }
}

async function signInByPassword({ handle, password, device }: PasswordAuth, deps: SignInDeps): Promise<SessionAnswer> {
  const { api } = deps;
  return sessionOf(await api.call("signIn", { handle, password, device: await deviceOf(device, deps) }), deps);
}

async function signInByPasskey({ device, sign }: PasskeyAuth, deps: SignInDeps): Promise<SessionAnswer> {
  const { api } = deps;
  const { ticket, passkey: request } = await api.call("askPasskey", undefined);
  const passkey = await sign(request);
  return api.call("signInByPasskey", { ticket, passkey, device: await deviceOf(device, deps) });
}

/** The session, after the second factor where one is asked for. */
async function sessionOf(answer: SignInAnswer, { api, fail, prove }: SignInDeps): Promise<SessionAnswer> {
  if (!("ask" in answer)) return answer;
  return proven(answer.ask, {
    fail,
    prove,
    purpose: "sign-in",
    give: (ticket, proof) => api.call("proveSignIn", { ticket, proof }),
  });
}

/** A device that is known already proves that it is the one: its id is no secret. */
async function deviceOf(device: DeviceChoice, { api, store, fail }: SignInDeps) {
  if (!("id" in device)) return registrationOf(device, store);
  const key = await loadDeviceKey(store);
  if (key === undefined) throw fail("device-key-missing");
  const { id } = device;
  const { ticket } = await api.call("askDevice", undefined);
  const signature = await signAsDevice(key, "signIn", signInPayload({ ticket, device: id }));
  return { id, ticket, signature: base64urlFromBytes(signature) };
}
