import { generateDeviceKey } from "@warbler/crypto/identity";
import { hpkeOf } from "@warbler/mls";
import { nodeProvider } from "@warbler/mls/node";
import { type AccountId, type DeviceId, newId, type RoomId } from "@warbler/protocol";
import { expect, test } from "vitest";
import type { ApiClient } from "../session/api-client.ts";
import { memoryStore } from "../store/memory-store.ts";
import { type OwnDraftsDeps, sendOwnDraft, takeOwnDrafts } from "./own-drafts.ts";

const NOW_MS = Date.UTC(2026, 10, 5);
const DAY_MS = 24 * 3_600_000;
const hpke = hpkeOf(nodeProvider(1));

/** Devices of one account, and the newest letter for each, as the server keeps it. */
async function devicesOf(...clocks: readonly { nowMs: number }[]): Promise<readonly OwnDraftsDeps[]> {
  const account = newId<AccountId>();
  const waiting = new Map<string, object>();
  const made = await Promise.all(
    clocks.map(async (clock) => {
      const signer = await generateDeviceKey("storable");
      const { publicKey, privateKey } = await hpke.generateKeyPair();
      const device = newId<DeviceId>();
      const listed = { device, signatureKey: signer.verifyingKey, hpkePublic: publicKey };
      return { clock, device, signer, listed, hpkePrivate: privateKey };
    }),
  );
  const memory = { newest: () => ({ devices: made.map(({ listed }) => listed) }) };
  return made.map(({ clock, device, signer, hpkePrivate }) => ({
    ...{ account, device, signer, hpkePrivate, hpke, store: memoryStore() },
    platform: { nowMs: () => clock.nowMs },
    memory: memory as unknown as OwnDraftsDeps["memory"],
    api: {
      call: async (name: string, body: { letters: { device: string; letter: string }[] }, params: { room: string }) => {
        if (name === "drafts") return { drafts: [waiting.get(device)].flatMap((letter) => letter ?? []) };
        for (const { device: to, letter } of body.letters) waiting.set(to, { room: params.room, letter });
        return undefined;
      },
    } as unknown as ApiClient,
  }));
}

test("a device with a clock far ahead does not keep later drafts of the others from being taken", async () => {
  const clock = { nowMs: NOW_MS };
  const [stolen, laptop, phone] = await devicesOf({ nowMs: NOW_MS + 3_650 * DAY_MS }, clock, clock);
  if (stolen === undefined || laptop === undefined || phone === undefined) throw new Error("expected three devices");
  const room = newId<RoomId>();
  await sendOwnDraft({ room, text: "for good" }, stolen);
  expect(await takeOwnDrafts(phone)).toEqual([]);
  await sendOwnDraft({ room, text: "half a sentence" }, laptop);
  expect(await takeOwnDrafts(phone)).toEqual([{ room, text: "half a sentence" }]);
});

test("a clock that is some hours ahead is no reason to lose a draft", async () => {
  const [ahead, phone] = await devicesOf({ nowMs: NOW_MS + DAY_MS / 2 }, { nowMs: NOW_MS });
  if (ahead === undefined || phone === undefined) throw new Error("expected two devices");
  const room = newId<RoomId>();
  await sendOwnDraft({ room, text: "first" }, ahead);
  expect(await takeOwnDrafts(phone)).toEqual([{ room, text: "first" }]);
  await sendOwnDraft({ room, text: "second" }, phone);
  expect(await takeOwnDrafts(ahead)).toEqual([{ room, text: "second" }]);
});
