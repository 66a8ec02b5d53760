/** The server's settings as its environment says them, read in one way by the server and by whoever looks at it from outside. */
import type { Said } from "./why-words.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that is empty counts as unset. Paths are as written. */
export interface ServerEnvironment {
  /** 0 for any free one. */
  readonly port?: number;
  readonly host?: string;
  readonly publicHost?: string;
  readonly dataFolder?: string;
  readonly databaseUrl?: string;
  readonly rootKeyPath?: string;
  readonly rootPassphrase?: string;
  readonly certificate?: { readonly certPath: string; readonly keyPath: string };
  readonly allowTls12: boolean;
  readonly webFolder?: string;
  readonly writesPerSecond?: number;
  readonly readsPerSecond?: number;
  readonly s3?: {
    readonly endpoint: string;
    readonly bucket: string;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly region: string;
  };
}

export interface WrongSetting {
  /** The variable, or those that depend on each other. */
  readonly names: string;
  readonly expected: Said;
}

export const DEFAULT_SERVER_PORT = 8443;
const DEFAULT_REGION = "us-east-1";
const MOST_PER_SECOND = 100_000;
const HOST = /^[A-Za-z0-9.:-]{1,253}$/;

const EXPECTED = {
  port: { en: "a port from 0 to 65535", zh: "0 到 65535 之间的端口" },
  host: { en: "a host name or an address", zh: "主机名或地址" },
  database: { en: "postgres://…", zh: "postgres://…" },
  both: { en: "both or neither", zh: "两项须同时设置或同时不设" },
  rate: { en: "a number from 1 to 100000", zh: "1 到 100000 之间的数字" },
  switch: { en: "1 or 0", zh: "1 或 0" },
  endpoint: { en: "https://… or http://…", zh: "https://… 或 http://…" },
  allFour: { en: "all four or none", zh: "四项须全部设置或全部不设" },
  // Set but empty is somebody's mistake that must not choose how the root key is kept.
  passphrase: { en: "a passphrase; unset it to use none", zh: "口令；不使用口令时请勿设置此变量" },
} as const satisfies Record<string, Said>;

/** What is wrong is left out of `settings` and named in `wrong`. */
export function readServerEnvironment(env: Environment): {
  readonly settings: ServerEnvironment;
  readonly wrong: readonly WrongSetting[];
} {
  const wrong: WrongSetting[] = [];
  const said = (name: string): string | undefined => env[name] || undefined;
  const checked = (name: string, expected: Said, isRight: (value: string) => boolean): string | undefined => {
    const value = said(name);
    if (value === undefined || isRight(value)) return value;
    wrong.push({ names: name, expected });
    return undefined;
  };
  const given = <K extends keyof ServerEnvironment>(key: K, value: ServerEnvironment[K] | undefined) =>
    value === undefined ? {} : { [key]: value };
  const isHost = (value: string) => HOST.test(value);
  const port = checked("WARBLER_PORT", EXPECTED.port, (value) => /^\d{1,5}$/.test(value) && Number(value) <= 65_535);
  const rate = (name: string): number | undefined => {
    const isRate = (value: string) => /^[1-9]\d{0,5}$/.test(value) && Number(value) <= MOST_PER_SECOND;
    const value = checked(name, EXPECTED.rate, isRate);
    return value === undefined ? undefined : Number(value);
  };
  if (env["WARBLER_ROOT_PASSPHRASE"] === "")
    wrong.push({ names: "WARBLER_ROOT_PASSPHRASE", expected: EXPECTED.passphrase });

  const [certPath, keyPath] = [said("WARBLER_TLS_CERT"), said("WARBLER_TLS_KEY")];
  if ((certPath === undefined) !== (keyPath === undefined))
    wrong.push({ names: "WARBLER_TLS_CERT, WARBLER_TLS_KEY", expected: EXPECTED.both });

  const endpoint = checked("WARBLER_S3_ENDPOINT", EXPECTED.endpoint, (value) => /^https?:\/\/[^\s/]/.test(value));
  const bucket = said("WARBLER_S3_BUCKET");
  const accessKeyId = said("WARBLER_S3_ACCESS_KEY_ID");
  const secretAccessKey = said("WARBLER_S3_SECRET_ACCESS_KEY");
  const four = ["ENDPOINT", "BUCKET", "ACCESS_KEY_ID", "SECRET_ACCESS_KEY"].map((name) => `WARBLER_S3_${name}`);
  const count = four.filter((name) => said(name) !== undefined).length;
  if (count % four.length !== 0) wrong.push({ names: four.join(", "), expected: EXPECTED.allFour });

  const settings: ServerEnvironment = {
    ...given("port", port === undefined ? undefined : Number(port)),
    ...given("host", checked("WARBLER_HOST", EXPECTED.host, isHost)),
    ...given("publicHost", checked("WARBLER_PUBLIC_HOST", EXPECTED.host, isHost)),
    ...given("dataFolder", said("WARBLER_DATA")),
    ...given(
      "databaseUrl",
      checked("WARBLER_DATABASE_URL", EXPECTED.database, (value) => /^postgres(ql)?:\/\//.test(value)),
    ),
    ...given("rootKeyPath", said("WARBLER_ROOT_KEY")),
    ...given("rootPassphrase", said("WARBLER_ROOT_PASSPHRASE")),
    ...given("certificate", certPath === undefined || keyPath === undefined ? undefined : { certPath, keyPath }),
    allowTls12: checked("WARBLER_TLS12", EXPECTED.switch, (value) => value === "1" || value === "0") === "1",
    ...given("webFolder", said("WARBLER_WEB")),
    ...given("writesPerSecond", rate("WARBLER_WRITES_PER_SECOND")),
    ...given("readsPerSecond", rate("WARBLER_READS_PER_SECOND")),
    ...(endpoint !== undefined &&
      bucket !== undefined &&
      accessKeyId !== undefined &&
      secretAccessKey !== undefined && {
        s3: { endpoint, bucket, accessKeyId, secretAccessKey, region: said("WARBLER_S3_REGION") ?? DEFAULT_REGION },
      }),
  };
  return { settings, wrong };
}
