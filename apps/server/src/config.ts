/** The server's settings, from the environment; a wrong one is refused with a sentence that names it. */
import { join, resolve } from "node:path";
import { Secret } from "@warbler/crypto";

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
const HOST = /^[A-Za-z0-9.:-]{1,253}$/;

export function configFrom(env: Readonly<Record<string, string | undefined>>): Config {
  const fail = (name: string, expected: string): never => {
    throw new Error(`${name}: expected ${expected}`);
  };
  const port = Number(env["WARBLER_PORT"] ?? "8443");
  if (!Number.isInteger(port) || port < 0 || port > 65_535) fail("WARBLER_PORT", "a port from 0 to 65535");
  const publicHost = env["WARBLER_PUBLIC_HOST"] ?? "localhost";
  if (!HOST.test(publicHost)) fail("WARBLER_PUBLIC_HOST", "a host name or an address");
  const dataFolder = resolve(env["WARBLER_DATA"] ?? "data");
  const [certPath, keyPath] = [env["WARBLER_TLS_CERT"], env["WARBLER_TLS_KEY"]];
  if ((certPath === undefined) !== (keyPath === undefined))
    fail("WARBLER_TLS_CERT, WARBLER_TLS_KEY", "both or neither");
  const databaseUrl = env["WARBLER_DATABASE_URL"];
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\//.test(databaseUrl))
    fail("WARBLER_DATABASE_URL", "postgres://…");
  const [endpoint, bucket, accessKeyId, secretAccessKey] = [
    env["WARBLER_S3_ENDPOINT"],
    env["WARBLER_S3_BUCKET"],
    env["WARBLER_S3_ACCESS_KEY_ID"],
    env["WARBLER_S3_SECRET_ACCESS_KEY"],
  ];
  const hasS3 =
    endpoint !== undefined && bucket !== undefined && accessKeyId !== undefined && secretAccessKey !== undefined;
  if (!hasS3 && (endpoint ?? bucket) !== undefined)
    fail("WARBLER_S3_ENDPOINT, _BUCKET, _ACCESS_KEY_ID, _SECRET_ACCESS_KEY", "all four or none");
  const passphrase = env["WARBLER_ROOT_PASSPHRASE"];
  return {
    port,
    host: env["WARBLER_HOST"] ?? "localhost",
    publicHost,
    dataFolder,
    ...(databaseUrl !== undefined && { databaseUrl }),
    ...(passphrase !== undefined && { passphrase: new Secret(passphrase) }),
    rootKeyPath: resolve(env["WARBLER_ROOT_KEY"] ?? `${dataFolder}/keys/root.key`),
    ...(certPath !== undefined && keyPath !== undefined && { ownCertificate: { certPath, keyPath } }),
    allowTls12: env["WARBLER_TLS12"] === "1",
    webFolder: resolve(env["WARBLER_WEB"] ?? WEB_FOLDER),
    ...(hasS3 && {
      s3: {
        endpoint,
        bucket,
        region: env["WARBLER_S3_REGION"] ?? "us-east-1",
        accessKeyId,
        secretAccessKey: new Secret(secretAccessKey),
      },
    }),
  };
}
