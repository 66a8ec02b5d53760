/** A server in memory and people at terminals, each with a profile folder of their own. */
import { memoryStore, type Store, WarblerError } from "@warbler/sdk";
import { FakeServer } from "@warbler/sdk/testing";
import type { Gateway } from "../session/gateway.ts";
import { LOG_HEADER } from "../session/log-watch.ts";
import { AUTHORITY_PEM } from "./authority.ts";
import { newFolder, type Ran, type RunOptions, run } from "./run-cli.ts";

/** The fingerprint by which links name the server's authority here. */
export const FINGERPRINT = "F".repeat(43);

export interface Someone {
  readonly home: string;
  /** Runs a command with this person's profile. */
  warbler(args: readonly string[], options?: RunOptions): Promise<Ran>;
}

export interface World {
  readonly server: FakeServer;
  readonly gateway: Gateway;
  someone(): Promise<Someone>;
  /** Signed in as a new person. */
  signedIn(handle: string, role?: "owner" | "member"): Promise<Someone>;
}

export async function newWorld(): Promise<World> {
  const server = await FakeServer.create();
  // As the real server does: each write tells where it was recorded.
  server.tamperAnswer = async (_path, response) => {
    if (response.ok) response.headers.set(LOG_HEADER, "41/2");
    return response;
  };
  const stores = new Map<string, Store>();
  const gateway: Gateway = {
    platform: () => server.platform(),
    async store(folder) {
      const store = stores.get(folder) ?? memoryStore();
      stores.set(folder, store);
      // A store on disk can be opened again after it was closed.
      return { ...store, close: () => Promise.resolve() };
    },
    async fetchLocalCa(_url, fingerprint) {
      if (fingerprint !== FINGERPRINT) throw new WarblerError("untrusted-server");
      return AUTHORITY_PEM;
    },
  };
  const someone = async (): Promise<Someone> => {
    const home = await newFolder();
    return { home, warbler: (args, options = {}) => run(args, { home, gateway, ...options }) };
  };
  return {
    server,
    gateway,
    someone,
    async signedIn(handle, role = "member") {
      const password = `${handle} likes long passwords`;
      server.addPerson({ handle, name: handle.toUpperCase(), password, role });
      const person = await someone();
      const args = ["login", server.url, "--handle", handle];
      const { code, err } = await person.warbler(args, { env: { WARBLER_PASSWORD: password } });
      if (code !== 0) throw new Error(`expected ${handle} to be signed in, got: ${err}`);
      return person;
    },
  };
}
