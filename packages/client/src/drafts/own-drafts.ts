/**
 * What somebody began to write, on all of their devices: each one seals it to the others on the account's signed list, and takes what
 * those sealed to it. The server sees which room it is about and when, and nothing of what was written.
 */
import type { DeviceKey } from "@warbler/crypto/identity";
import { decodeDraftWithoutVerification, type Hpke, openDraft, sealDraft } from "@warbler/crypto/keychain";
import {
  type AccountId,
  base64urlFromBytes,
  bytesFromBase64url,
  type DeviceId,
  LIMITS,
  type RoomId,
} from "@warbler/protocol";
import type { OwnDraft } from "../identity/identity-api.ts";
import type { LogMemory } from "../identity/log-memory.ts";
import type { Platform } from "../platform/platform.ts";
import type { ApiClient } from "../session/api-client.ts";
import type { Store } from "../store/store.ts";

export interface OwnDraftsDeps {
  readonly account: AccountId;
  readonly device: DeviceId;
  readonly signer: DeviceKey;
  readonly hpkePrivate: Uint8Array;
  readonly hpke: Hpke;
  readonly api: ApiClient;
  readonly store: Store;
  readonly platform: Pick<Platform, "nowMs">;
  readonly memory: LogMemory;
}

/** No clock that is meant to be right is further ahead. */
const MOST_AHEAD_MS = 24 * 3_600_000;

/** The newest time of a room's draft that is known here, sent or taken: an older one, also from a server that goes back, is not taken. */
const timeKey = (room: RoomId) => `own-draft/${room}`;

/** False where there is no other device, or more was written than goes over. */
export async function sendOwnDraft({ room, text }: OwnDraft, deps: OwnDraftsDeps): Promise<boolean> {
  const { account, device, signer, hpke, api, memory } = deps;
  const others = (memory.newest(account)?.devices ?? []).filter((listed) => listed.device !== device);
  const draft = new TextEncoder().encode(text);
  if (others.length === 0 || draft.length > LIMITS.draftBytes) return false;
  const atMs = Math.max(deps.platform.nowMs(), (await knownMs(room, deps)) + 1);
  const letters = await Promise.all(
    others.slice(0, LIMITS.devicesPerDraft).map(async (to) => {
      const place = { account, from: device, to: to.device, room, atMs };
      const letter = await sealDraft(place, { draft, signer, hpkePublic: to.hpkePublic }, hpke);
      return { device: to.device, letter: base64urlFromBytes(letter) };
    }),
  );
  await remember(room, atMs, deps);
  await api.call("sendDraft", { letters }, { room });
  return true;
}

/** What came since the last look, each room once. What no listed device of the account signed is dropped unread. */
export async function takeOwnDrafts(deps: OwnDraftsDeps): Promise<readonly OwnDraft[]> {
  const taken: OwnDraft[] = [];
  for (const { room, letter } of (await deps.api.call("drafts", undefined)).drafts) {
    const opened = await opening(bytesFromBase64url(letter) ?? new Uint8Array(), room, deps);
    if (opened === undefined || opened.atMs <= (await knownMs(room, deps))) continue;
    // Else a device that is taken off the list tomorrow could have spoilt the drafts of all others for years.
    if (opened.atMs > deps.platform.nowMs() + MOST_AHEAD_MS) continue;
    await remember(room, opened.atMs, deps);
    taken.push({ room, text: opened.text });
  }
  return taken;
}

async function opening(letter: Uint8Array, room: RoomId, deps: OwnDraftsDeps) {
  const { account, device, hpkePrivate, hpke, memory } = deps;
  const place = decodeDraftWithoutVerification(letter);
  if (place?.account !== account || place.to !== device || place.room !== room) return undefined;
  const sender = memory.newest(account)?.devices.find((listed) => listed.device === place.from);
  const draft = sender && (await openDraft(letter, { sender, hpkePrivate }, hpke));
  return draft && { text: new TextDecoder().decode(draft), atMs: place.atMs };
}

async function knownMs(room: RoomId, { store }: OwnDraftsDeps): Promise<number> {
  const bytes = await store.read(timeKey(room));
  return bytes === undefined ? 0 : Number(new TextDecoder().decode(bytes));
}

async function remember(room: RoomId, atMs: number, { store }: OwnDraftsDeps): Promise<void> {
  await store.write([{ key: timeKey(room), value: new TextEncoder().encode(String(atMs)) }]);
}
