// What single steps cost on this machine in this minute, so that a figure above can be told from a slow disk or CPU.
import { createCipheriv, createHash, createSecretKey, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { join } from "node:path";
import Database from "better-sqlite3";
import { BODY_BYTES } from "./load/people.ts";
import type { Figures } from "./scenario.ts";

const STEP_MS = 400;
const CALLS_PER_CLOCK_READ = 64;

/** Calls `step` for about `STEP_MS`, after a tenth of that unmeasured; returns calls per second. */
function rate(step: () => void, callsPerClockRead: number): number {
  const runFor = (durationMs: number) => {
    let calls = 0;
    const startedAt = performance.now();
    while (performance.now() - startedAt < durationMs) {
      for (let call = 0; call < callsPerClockRead; call++) step();
      calls += callsPerClockRead;
    }
    return (1000 * calls) / (performance.now() - startedAt);
  };
  runFor(STEP_MS / 10);
  return runFor(STEP_MS);
}

const micros = (step: () => void) => 1_000_000 / rate(step, CALLS_PER_CLOCK_READ);

/** `dataFolder` lies on the disk the servers use. */
export function measureSteps(dataFolder: string): Figures {
  const body = randomBytes(BODY_BYTES);
  return { ...durableCommits(dataFolder, body), ...cryptography(body) };
}

function durableCommits(dataFolder: string, body: Uint8Array): Figures {
  const database = new Database(join(dataFolder, "steps.sqlite"));
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.exec("CREATE TABLE rows (place INTEGER PRIMARY KEY, body BLOB NOT NULL)");
  const insert = database.prepare<[Uint8Array]>("INSERT INTO rows (body) VALUES (?)");
  const insertMany = database.transaction((count: number) => {
    for (let row = 0; row < count; row++) insert.run(body);
  });
  const figures = {
    "durable commits/s, 1 row": rate(() => insertMany(1), 1),
    "durable rows/s, 64 a commit": 64 * rate(() => insertMany(64), 1),
  };
  database.close();
  return figures;
}

function cryptography(body: Uint8Array): Figures {
  const sealingKey = createSecretKey(randomBytes(32));
  const nonce = Buffer.alloc(12);
  const { privateKey: signingKey } = generateKeyPairSync("ed25519");
  let sealed = 0;
  const seal = () => {
    sealed += 1;
    nonce.writeUInt32LE(sealed, 0);
    const cipher = createCipheriv("aes-256-gcm", sealingKey, nonce);
    cipher.update(body);
    cipher.final();
    cipher.getAuthTag();
  };
  return {
    "AES-256-GCM seal of 256 B, µs": micros(seal),
    "SHA-256 of 256 B, µs": micros(() => createHash("sha256").update(body).digest()),
    "Ed25519 signature of 256 B, µs": micros(() => sign(null, body, signingKey)),
  };
}
