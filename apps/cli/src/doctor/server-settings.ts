/** What the environment says about the server, as `apps/server` reads it. */
import { resolve } from "node:path";

export interface ServerSettings {
  readonly dataFolder: string;
  readonly port: number;
  readonly host: string | undefined;
  /** Where the root key lies, unless told in the data folder; and whether a passphrase opens it. */
  readonly rootKeyPath: string | undefined;
  readonly hasPassphrase: boolean;
  /** Variables whose values are not allowed. */
  readonly bad: readonly string[];
}

const DEFAULT_PORT = 8443;

export function serverSettings(env: Readonly<Record<string, string | undefined>>): ServerSettings {
  const portText = env["WARBLER_PORT"];
  const port = portText === undefined || portText === "" ? DEFAULT_PORT : Number(portText);
  const isPort = Number.isInteger(port) && port >= 1 && port <= 65_535;
  const database = env["WARBLER_DATABASE_URL"];
  const isDatabase = !database || /^postgres(ql)?:\/\//.test(database);
  const hasBothOrNeither = (env["WARBLER_TLS_CERT"] === undefined) === (env["WARBLER_TLS_KEY"] === undefined);
  return {
    dataFolder: resolve(env["WARBLER_DATA"] || "data"),
    port: isPort ? port : DEFAULT_PORT,
    host: env["WARBLER_HOST"] || undefined,
    rootKeyPath: env["WARBLER_ROOT_KEY"] ? resolve(env["WARBLER_ROOT_KEY"]) : undefined,
    hasPassphrase: env["WARBLER_ROOT_PASSPHRASE"] !== undefined,
    bad: [
      ...(isPort ? [] : ["WARBLER_PORT"]),
      ...(isDatabase ? [] : ["WARBLER_DATABASE_URL"]),
      ...(hasBothOrNeither ? [] : ["WARBLER_TLS_CERT, WARBLER_TLS_KEY"]),
    ],
  };
}
