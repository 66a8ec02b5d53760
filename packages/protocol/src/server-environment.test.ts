import { expect, test } from "vitest";
import { type Environment, readServerEnvironment } from "./server-environment.ts";

const wrongIn = (env: Environment) => readServerEnvironment(env).wrong.map(({ names }) => names);
const S3 = {
  WARBLER_S3_ENDPOINT: "https://s3.example.org",
  WARBLER_S3_BUCKET: "files",
  WARBLER_S3_ACCESS_KEY_ID: "key",
  WARBLER_S3_SECRET_ACCESS_KEY: "secret",
};

test("an empty value is as if unset", () => {
  const names = [
    "PORT",
    "HOST",
    "PUBLIC_HOST",
    "DATA",
    "DATABASE_URL",
    "ROOT_KEY",
    "TLS_CERT",
    "TLS_KEY",
    "TLS12",
    "WEB",
  ];
  const empty = Object.fromEntries([
    ...names.map((name) => [`WARBLER_${name}`, ""]),
    ...Object.keys(S3).map((name) => [name, ""]),
  ]);
  expect(readServerEnvironment(empty)).toEqual(readServerEnvironment({}));
  expect(readServerEnvironment({})).toEqual({ settings: { allowTls12: false }, wrong: [] });
});

test("an empty passphrase is refused: it would wrap the root key under nothing", () => {
  expect(wrongIn({ WARBLER_ROOT_PASSPHRASE: "" })).toEqual(["WARBLER_ROOT_PASSPHRASE"]);
  expect(readServerEnvironment({ WARBLER_ROOT_PASSPHRASE: " " }).settings.rootPassphrase).toBe(" ");
});

test("what is wrong is named, all of it", () => {
  const env = {
    WARBLER_PORT: "65536",
    WARBLER_HOST: "a b",
    WARBLER_PUBLIC_HOST: "a/b",
    WARBLER_WRITES_PER_SECOND: "0",
    WARBLER_READS_PER_SECOND: "0",
    WARBLER_DATABASE_URL: "mysql://",
  };
  expect(wrongIn({ ...env, WARBLER_TLS12: "yes" }).toSorted()).toEqual(
    [...Object.keys(env), "WARBLER_TLS12"].toSorted(),
  );
  for (const port of ["-1", "1.5", "0x50", "1e3", " ", "port"]) expect(wrongIn({ WARBLER_PORT: port })).toHaveLength(1);
  for (const name of ["WARBLER_WRITES_PER_SECOND", "WARBLER_READS_PER_SECOND"]) {
    for (const rate of ["-1", "0.5", "1e3", "100001", "many"]) expect(wrongIn({ [name]: rate })).toEqual([name]);
    for (const rate of ["1", "100000"]) expect(wrongIn({ [name]: rate })).toEqual([]);
  }
  for (const port of ["0", "443", "65535"]) expect(wrongIn({ WARBLER_PORT: port })).toEqual([]);
});

test("a certificate needs its key, and a bucket all four of its settings", () => {
  expect(wrongIn({ WARBLER_TLS_CERT: "cert.pem" })).toEqual(["WARBLER_TLS_CERT, WARBLER_TLS_KEY"]);
  expect(wrongIn({ WARBLER_TLS_CERT: "", WARBLER_TLS_KEY: "key.pem" })).toHaveLength(1);
  expect(wrongIn({ WARBLER_TLS_CERT: "cert.pem", WARBLER_TLS_KEY: "key.pem" })).toEqual([]);
  const { settings, wrong } = readServerEnvironment(S3);
  expect(wrong).toEqual([]);
  expect(settings.s3).toMatchObject({ bucket: "files", region: "us-east-1" });
  for (const name of Object.keys(S3)) {
    const [only] = Object.entries(S3).filter(([one]) => one === name);
    expect(wrongIn(Object.fromEntries([only ?? []]))).toEqual([Object.keys(S3).join(", ")]);
    expect(wrongIn({ ...S3, [name]: "" })).toEqual([Object.keys(S3).join(", ")]);
  }
  expect(wrongIn({ ...S3, WARBLER_S3_ENDPOINT: "s3.example.org" })).toEqual(["WARBLER_S3_ENDPOINT"]);
});
