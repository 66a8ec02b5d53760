/** The identity log's signed word: its key, pinned at first use, and its newest checkpoint with the time of signing. */
import {
  type Checkpoint,
  openCheckpoint,
  parseVerifierKey,
  type VerifierKey,
  verifyEd25519ByWebCrypto,
} from "@warbler/transparency";
import * as z from "zod/mini";
import type { Fail } from "../errors.ts";
import type { ApiClient } from "../session/api-client.ts";
import type { Store } from "../store/store.ts";

const KEY = "identity/log-key";
const MOST_NOTE_BYTES = 64 * 1024;
const storedKey = z.object({ origin: z.string(), verifierKey: z.string() });
const TIMESTAMP = /^timestamp (\d{1,12})$/;

export interface SignedHead extends Checkpoint {
  readonly signedAtMs: number;
}

export interface CheckpointDeps {
  readonly api: ApiClient;
  readonly store: Store;
  readonly fail: Fail;
  readonly forked: (detail: string) => void;
}

/** The checkpoint as the server shows it now. Throws `unproven-log`, or `fork` where its key is another than the pinned one. */
export async function fetchHead(deps: CheckpointDeps): Promise<SignedHead> {
  const { api, fail } = deps;
  const bytes = await api.readBytes("/identity/checkpoint", MOST_NOTE_BYTES);
  if (bytes === undefined) throw fail("unproven-log", { detail: "there is no identity log" });
  const note = new TextDecoder().decode(bytes);
  const opened = await openCheckpoint(note, await pinnedKey(deps), verifyEd25519ByWebCrypto);
  if (!opened.ok) {
    // Where the key itself was exchanged, that is what has to be said.
    await requireSameKey(deps);
    throw fail("unproven-log", { detail: opened.refusal });
  }
  const signedAt = opened.value.extensions.flatMap((line) => TIMESTAMP.exec(line)?.[1] ?? [])[0];
  if (signedAt === undefined) throw fail("unproven-log", { detail: "expected a checkpoint with its time" });
  return { ...opened.value, signedAtMs: Number(signedAt) * 1_000 };
}

export async function pinnedKey(deps: CheckpointDeps): Promise<VerifierKey> {
  const bytes = await deps.store.read(KEY);
  const stored = bytes && z.parse(storedKey, JSON.parse(new TextDecoder().decode(bytes)));
  return keyOf(stored?.verifierKey ?? (await pinToldKey(deps)), deps.fail);
}

async function pinToldKey({ api, store, fail }: CheckpointDeps): Promise<string> {
  const { origin, verifierKey } = await api.call("identityLogKey", undefined);
  keyOf(verifierKey, fail);
  const value = new TextEncoder().encode(JSON.stringify({ origin, verifierKey }));
  await store.write([{ key: KEY, value }]);
  return verifierKey;
}

async function requireSameKey(deps: CheckpointDeps): Promise<void> {
  const { name, publicKey } = await pinnedKey(deps);
  const told = await deps.api.call("identityLogKey", undefined);
  const key = keyOf(told.verifierKey, deps.fail);
  if (key.name === name && key.publicKey.every((byte, at) => byte === publicKey[at])) return;
  deps.forked("the identity log's key is another one");
  throw deps.fail("fork", { detail: "the identity log's key changed" });
}

function keyOf(text: string, fail: Fail): VerifierKey {
  const key = parseVerifierKey(text);
  if (!key.ok) throw fail("unproven-log", { detail: key.refusal });
  return key.value;
}
