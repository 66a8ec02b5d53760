/** The server's settings, from the environment; a wrong one is refused with a sentence that names it. */
import { join, resolve } from "node:path";
import { Secret } from "@warbler/crypto";
import { REQUEST_BUDGETS } from "@warbler/protocol";
import {
  DEFAULT_SERVER_PORT,
  type Environment,
  readServerEnvironment,
  type WrongSetting,
} from "@warbler/protocol/server-environment";

export interface Config {
  readonly port: number;
  readonly host: string;
  /** The name people reach the server by, in links and in the certificate. */
  readonly publicHost: string;
  readonly dataFolder: string;
  readonly databaseUrl?: string;
  /** Opens the root key where the custodian is `passphrase`. */
  readonly passphrase?: Secret<string>;
  readonly rootKeyPath: string;
  readonly ownCertificate?: { readonly certPath: string; readonly keyPath: string };
  readonly allowTls12: boolean;
  /** Of one session, in the long run. */
  readonly writesPerSecond: number;
  readonly readsPerSecond: number;
  /** The built web client; none is served where the folder is not there. */
  readonly webFolder?: string;
  readonly s3?: {
    readonly endpoint: string;
    readonly bucket: string;
    readonly region: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: Secret<string>;
  };
}

const WEB_FOLDER = join(import.meta.dirname, "../../web/dist");

/** A setting that the server cannot start with. */
export class SettingRefusal extends Error {
  readonly wrong: readonly WrongSetting[];

  constructor(wrong: readonly WrongSetting[]) {
    super(wrong.map(({ names, expected }) => `${names}: expected ${expected.en}`).join("; "));
    this.wrong = wrong;
  }
}

export function configFrom(env: Environment): Config {
  const { settings, wrong } = readServerEnvironment(env);
  if (wrong.length > 0) throw new SettingRefusal(wrong);
  const { databaseUrl, rootPassphrase, certificate, s3 } = settings;
  const dataFolder = resolve(settings.dataFolder ?? "data");
  return {
    port: settings.port ?? DEFAULT_SERVER_PORT,
    host: settings.host ?? "localhost",
    publicHost: settings.publicHost ?? "localhost",
    dataFolder,
    ...(databaseUrl !== undefined && { databaseUrl }),
    ...(rootPassphrase !== undefined && { passphrase: new Secret(rootPassphrase) }),
    rootKeyPath: resolve(settings.rootKeyPath ?? `${dataFolder}/keys/root.key`),
    ...(certificate !== undefined && { ownCertificate: certificate }),
    allowTls12: settings.allowTls12,
    writesPerSecond: settings.writesPerSecond ?? REQUEST_BUDGETS.writesPerSecond,
    readsPerSecond: settings.readsPerSecond ?? REQUEST_BUDGETS.readsPerSecond,
    webFolder: resolve(settings.webFolder ?? WEB_FOLDER),
    ...(s3 !== undefined && { s3: { ...s3, secretAccessKey: new Secret(s3.secretAccessKey) } }),
  };
}
