/** Turns a way to prove who one is into a session. */
import type { SessionAnswer } from "@warbler/protocol";
import type { Store } from "../store/store.ts";
import type { Session } from "../warbler.ts";
import type { ApiClient } from "./api-client.ts";
import type { Auth, DeviceChoice, NewDevice, PasswordAuth } from "./auth.ts";

/** Asks the server except for `token`, whose session exists already. */
export async function startSession(
  auth: Auth,
  { api, store }: { readonly api: ApiClient; readonly store: Store },
): Promise<Session> {
  switch (auth.kind) {
    case "token":
      return { token: auth.token, account: auth.account, device: auth.device };
    case "password":
      return signInByPassword(auth, { api, store });
    case "invitation": {
      const { token, handle, name, password } = auth;
      const device = await registrationOf(auth.device, store);
      return api.call("acceptInvitation", { token, handle, name, password, device });
    }
    case "set-up": {
      const { token, organisation, handle, name, password } = auth;
      const device = await registrationOf(auth.device, store);
      return api.call("setUp", { token, organisation, handle, name, password, device });
    }
  }
}

async function signInByPassword(
  { handle, password, device }: PasswordAuth,
  { api, store }: { readonly api: ApiClient; readonly store: Store },
): Promise<SessionAnswer> {
  return api.call("signIn", { handle, password, device: await deviceOf(device, store) });
}

async function deviceOf(device: DeviceChoice, store: Store) {
  return "id" in device ? { id: device.id } : registrationOf(device, store);
}

/** Keys are loaded by who signs in, not by who resumes a session. */
async function registrationOf(device: NewDevice, store: Store) {
  return (await import("./device-key.ts")).registrationOf(device, store);
}
