/**
 * This client's memory of the audit log: the key and the checkpoint it accepted. A newer checkpoint must be proven to
 * extend the pinned one; anything else is a fork, raises an alarm, and leaves the pin where it was.
 */
import { type ApiAnswer, base64urlFromBytes } from "@warbler/protocol";
import {
  advancePinnedCheckpoint,
  type Checkpoint,
  consistencyPathFromTiles,
  openCheckpoint,
  type PinRefusal,
  parseVerifierKey,
  portableHasher,
  type VerifierKey,
  verifyConsistency,
  verifyEd25519ByWebCrypto,
} from "@warbler/transparency";
import * as z from "zod/mini";
import type { Fail, WarblerError } from "../errors.ts";
import type { Platform } from "../platform/platform.ts";
import type { ApiClient } from "../session/api-client.ts";
import type { Store } from "../store/store.ts";
import { equalBytes } from "../sync/equal-bytes.ts";
import { Lane } from "../sync/lane.ts";
import type { PinnedCheckpoint } from "./audit.ts";

const KEY = "log-key";
const PIN = "log-pin";
const MOST_NOTE_BYTES = 64 * 1024;
const MOST_TILE_BYTES = 256 * 32;
const storedKey = z.object({ origin: z.string(), verifierKey: z.string() });
const storedPin = z.object({ note: z.string(), pinnedAtMs: z.int() });

export interface LogWatchDeps {
  readonly api: ApiClient;
  readonly store: Store;
  readonly platform: Platform;
  readonly fail: Fail;
  readonly alarm: (detail: string) => void;
}

interface Pin {
  readonly checkpoint: Checkpoint;
  readonly note: string;
  readonly pinnedAtMs: number;
}

export class LogWatch {
  readonly #deps: LogWatchDeps;
  readonly #lane = new Lane();

  constructor(deps: LogWatchDeps) {
    this.#deps = deps;
  }

  /** The newest checkpoint, pinned. Throws `fork` or `unproven-log`. */
  checkpoint(): Promise<PinnedCheckpoint> {
    return this.#lane.run(async () => {
      const bytes = await this.#deps.api.readBytes("/audit/checkpoint", MOST_NOTE_BYTES);
      if (bytes === undefined) throw this.#deps.fail("unproven-log", { detail: "there is no checkpoint" });
      return pinnedCheckpointOf(await this.#advance(new TextDecoder().decode(bytes)));
    });
  }

  async pinned(): Promise<PinnedCheckpoint | undefined> {
    const key = await this.#storedKey();
    const pin = key === undefined ? undefined : await this.#pin(verifierKeyOf(key.verifierKey, this.#deps.fail));
    return pin && pinnedCheckpointOf(pin);
  }

  /** Takes a checkpoint that came with a proof: newer ones are pinned, older ones must be a beginning of the pinned tree. */
  acceptNote(note: string): Promise<void> {
    return this.#lane.run(async () => {
      const key = await this.verifierKey();
      const pin = await this.#pin(key);
      const offered = await openCheckpoint(note, key, verifyEd25519ByWebCrypto);
      if (!offered.ok) throw this.#refuse(offered.refusal);
      if (pin === undefined || offered.value.size >= pin.checkpoint.size) await this.#advance(note);
      else if (!(await this.#isBeginning(offered.value, pin.checkpoint))) throw this.#refuse("fork");
    });
  }

  async key(): Promise<ApiAnswer<"logKey">> {
    const { api, store, fail } = this.#deps;
    const told = await api.call("logKey", undefined);
    verifierKeyOf(told.verifierKey, fail);
    const stored = await this.#storedKey();
    if (stored !== undefined && (stored.verifierKey !== told.verifierKey || stored.origin !== told.origin)) {
      this.#deps.alarm(`expected the log key ${stored.verifierKey}, got ${told.verifierKey}`);
      throw fail("fork", { detail: "the log's key changed" });
    }
    if (stored === undefined) await store.write([{ key: KEY, value: new TextEncoder().encode(JSON.stringify(told)) }]);
    return told;
  }

  /** The pinned key; asked for where nothing is pinned yet. */
  async verifierKey(): Promise<VerifierKey> {
    const { verifierKey } = (await this.#storedKey()) ?? (await this.key());
    return verifierKeyOf(verifierKey, this.#deps.fail);
  }

  async #advance(note: string): Promise<Pin> {
    const { store, platform } = this.#deps;
    const key = await this.verifierKey();
    const pin = await this.#pin(key);
    const offered = await openCheckpoint(note, key, verifyEd25519ByWebCrypto);
    if (!offered.ok) throw this.#refuse(offered.refusal);
    const consistencyPath = await this.#pathBetween(pin?.checkpoint, offered.value);
    const deps = { key, verify: verifyEd25519ByWebCrypto, hasher: portableHasher };
    const advanced = await advancePinnedCheckpoint(pin?.checkpoint, { note, consistencyPath }, deps);
    if (!advanced.ok) throw this.#refuse(advanced.refusal);
    if (pin !== undefined && advanced.value.size === pin.checkpoint.size) return pin;
    const pinnedAtMs = platform.nowMs();
    await store.write([{ key: PIN, value: new TextEncoder().encode(JSON.stringify({ note, pinnedAtMs })) }]);
    return { checkpoint: advanced.value, note, pinnedAtMs };
  }

  async #isBeginning(older: Checkpoint, newer: Checkpoint): Promise<boolean> {
    if (older.size === 0) return true;
    const path = await this.#pathBetween(older, newer);
    const claim = { oldSize: older.size, newSize: newer.size, oldRoot: older.root, newRoot: newer.root, path };
    return older.size === newer.size ? equalBytes(older.root, newer.root) : verifyConsistency(claim, portableHasher);
  }

  async #pathBetween(older: Checkpoint | undefined, newer: Checkpoint): Promise<readonly Uint8Array[]> {
    if (older === undefined || older.size === 0 || older.size >= newer.size) return [];
    const readTile = (path: string) => this.#deps.api.readBytes(`/audit/${path}`, MOST_TILE_BYTES);
    const source = { treeSize: newer.size, readTile, hasher: portableHasher };
    const path = await consistencyPathFromTiles(older.size, source);
    // Tiles that are missing or torn prove nothing, and neither does the empty path.
    return path.ok ? path.value : [];
  }

  async #pin(key: VerifierKey): Promise<Pin | undefined> {
    const bytes = await this.#deps.store.read(PIN);
    if (bytes === undefined) return undefined;
    const { note, pinnedAtMs } = z.parse(storedPin, JSON.parse(new TextDecoder().decode(bytes)));
    const opened = await openCheckpoint(note, key, verifyEd25519ByWebCrypto);
    if (!opened.ok) throw this.#deps.fail("store-damaged", { detail: "the pinned checkpoint" });
    return { checkpoint: opened.value, note, pinnedAtMs };
  }

  async #storedKey(): Promise<z.output<typeof storedKey> | undefined> {
    const bytes = await this.#deps.store.read(KEY);
    return bytes === undefined ? undefined : z.parse(storedKey, JSON.parse(new TextDecoder().decode(bytes)));
  }

  #refuse(refusal: PinRefusal): WarblerError {
    switch (refusal) {
      case "rollback":
      case "fork":
      case "inconsistent":
      case "wrong origin":
        this.#deps.alarm(`the log's new checkpoint is refused: ${refusal}`);
        return this.#deps.fail("fork", { detail: refusal });
      case "malformed note":
      case "malformed checkpoint":
      case "unknown signer":
      case "bad signature":
        return this.#deps.fail("unproven-log", { detail: refusal });
    }
  }
}

function verifierKeyOf(text: string, fail: Fail): VerifierKey {
  const key = parseVerifierKey(text);
  if (!key.ok) throw fail("unproven-log", { detail: key.refusal });
  return key.value;
}

function pinnedCheckpointOf({ checkpoint: { origin, size, root }, note, pinnedAtMs }: Pin): PinnedCheckpoint {
  return { origin, size, root: base64urlFromBytes(root), note, pinnedAtMs };
}
