/**
 * What this server keeps secret, by its settings: where each lies, in which form, and what the file's own state says. Nothing here
 * opens any of it.
 */
import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { KEY_FORMS, ServerKeyName } from "@warbler/protocol";

export interface ServerKey {
  readonly key: ServerKeyName;
  /** A path, or the name of a variable of the environment. */
  readonly where: string;
  readonly isVariable: boolean;
  readonly form: (typeof KEY_FORMS)[number];
}

/** What of the server's settings says what it keeps; whether there is one, where it is a secret itself. */
interface KeySettings {
  readonly dataFolder: string;
  readonly rootKeyPath: string;
  readonly passphrase?: object;
  readonly ownCertificate?: { readonly keyPath: string };
  readonly databaseUrl?: string;
  readonly s3?: object;
}

/** Those that lie in the data folder by their path there. */
export function serverKeysOf({ dataFolder, ...config }: KeySettings): readonly ServerKey[] {
  const file = (key: ServerKeyName, path: string, form: ServerKey["form"]): ServerKey => ({
    key,
    where: path.startsWith(`${dataFolder}/`) ? path.slice(dataFolder.length + 1) : path,
    isVariable: false,
    form,
  });
  const variable = (key: ServerKeyName, where: string): ServerKey => ({ key, where, isVariable: true, form: "clear" });
  const inData = (...path: readonly string[]) => join(dataFolder, ...path);
  const hasPassphrase = config.passphrase !== undefined;
  return [
    file("root-key", config.rootKeyPath, hasPassphrase ? "wrapped" : "clear"),
    ...(hasPassphrase ? [variable("root-passphrase", "WARBLER_ROOT_PASSPHRASE")] : []),
    file("keyring", inData("keys", "keyring.db"), "wrapped"),
    file("audit-log-key", inData("audit", "log.key"), "wrapped"),
    file("identity-log-key", inData("identity", "log.key"), "wrapped"),
    file("proposal-key", inData("identity", "proposals.key"), "wrapped"),
    ...(config.ownCertificate === undefined
      ? [file("tls-key", inData("tls", "server.key"), "clear"), file("local-ca-key", inData("tls", "ca.key"), "clear")]
      : [file("tls-key", config.ownCertificate.keyPath, "clear")]),
    ...(config.databaseUrl === undefined ? [] : [variable("database-login", "WARBLER_DATABASE_URL")]),
    ...(config.s3 === undefined ? [] : [variable("s3-secret", "WARBLER_S3_SECRET_ACCESS_KEY")]),
  ];
}

export interface KeyFile {
  /** Permission bits, in octal. */
  readonly mode: string;
  readonly exposed: boolean;
  readonly changedAtMs: number;
}

const OF_OTHERS = 0o077;

/** The state of the file; undefined for a variable, and where there is none. */
export async function keyFileOf(dataFolder: string, { where, isVariable }: ServerKey): Promise<KeyFile | undefined> {
  if (isVariable) return undefined;
  const path = where.startsWith("/") ? where : join(dataFolder, where);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  // What lies in a folder that nobody else may enter is nobody else's to read.
  const folder = await stat(dirname(path));
  const bits = found.mode & 0o777;
  const exposed = (bits & OF_OTHERS) !== 0 && (folder.mode & OF_OTHERS) !== 0;
  return { mode: bits.toString(8), exposed, changedAtMs: Math.trunc(found.mtimeMs) };
}
