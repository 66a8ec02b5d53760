/** What the environment says about the server, as `apps/server` reads it. */
import { resolve } from "node:path";
import {
  DEFAULT_SERVER_PORT,
  type Environment,
  readServerEnvironment,
  type WrongSetting,
} from "@warbler/protocol/server-environment";

export interface ServerSettings {
  readonly dataFolder: string;
  readonly port: number;
  readonly host: string | undefined;
  /** Where the root key lies, unless told in the data folder; and whether a passphrase opens it. */
  readonly rootKeyPath: string | undefined;
  readonly hasPassphrase: boolean;
  readonly wrong: readonly WrongSetting[];
}

/** Where the environment names no port, a profile that is signed in on this machine does. */
export function serverSettings(env: Environment, signedInAt?: string): ServerSettings {
  const { settings, wrong } = readServerEnvironment(env);
  const { port = portHere(signedInAt) ?? DEFAULT_SERVER_PORT, host, rootKeyPath } = settings;
  return {
    dataFolder: resolve(settings.dataFolder ?? "data"),
    port,
    host,
    rootKeyPath: rootKeyPath === undefined ? undefined : resolve(rootKeyPath),
    hasPassphrase: settings.rootPassphrase !== undefined,
    wrong,
  };
}

function portHere(url: string | undefined): number | undefined {
  const { hostname, port } = new URL(url ?? "https://nowhere");
  return hostname === "localhost" ? Number(port || "443") : undefined;
}
