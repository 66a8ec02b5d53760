/** What a report discloses of an end-to-end room, and what whoever reads it can check. */
import { base64urlFromBytes, type ReportedMessage } from "@warbler/protocol";
import { afterEach, expect, test } from "vitest";
import { openedFromBytes, openedKey } from "../groups/opened-entry.ts";
import { recordFromBytes } from "../sync/room-record.ts";
import { recordKey } from "../sync/room-window.ts";
import { closeAll, shows, twoInARoom } from "../testing/end-to-end-people.ts";
import { openReported } from "./open-reported.ts";

afterEach(closeAll);

async function disclosed() {
  const { b, a, room, theirs, alice } = await twoInARoom();
  const sent = await room.send("send me your password").settled;
  await shows(theirs, "send me your password");
  const record = recordFromBytes(room.id, (await b.store.read(recordKey(room.id, sent.seq))) ?? new Uint8Array());
  const entry = openedFromBytes((await b.store.read(openedKey(room.id, sent.seq))) ?? new Uint8Array());
  if (record === undefined || entry?.kind !== "content") throw new Error("expected what Bob has read");
  const { seq, message, author, device, kind, atMs, imported } = record;
  const told: ReportedMessage = {
    ...{ room: room.id, seq, message, author, kind, atMs, imported },
    ...(device !== undefined && { device }),
    content: base64urlFromBytes(record.content),
    contentKey: base64urlFromBytes(entry.contentKey),
  };
  const deviceKey = async (account: string) =>
    account === alice.id ? a.identity.membership.signatureKeyEver(alice.id, a.client.device) : undefined;
  return { told, identity: { deviceKey } };
}

test("the key of one message shows just it, and that its author's device made it", async () => {
  const { told, identity } = await disclosed();
  const opened = await openReported(told, "e2ee", identity);
  expect(opened).toMatchObject({ text: "send me your password", authorship: "device" });
  expect(opened).not.toHaveProperty("contentKey");
});

test("another author, key, message or ciphertext proves nothing, and shows nothing", async () => {
  const { told, identity } = await disclosed();
  const nothing = { text: "", authorship: "unproven" };
  const flipped = told.content.slice(0, -9) + (told.content.at(-9) === "A" ? "B" : "A") + told.content.slice(-8);
  for (const forged of [
    { ...told, author: told.room as never },
    { ...told, message: told.room as never },
    { ...told, contentKey: "A".repeat(43) },
    { ...told, contentKey: "A" },
    { ...told, content: flipped },
  ])
    expect(await openReported(forged, "e2ee", identity)).toMatchObject(nothing);
  const { device: _none, ...withoutDevice } = told;
  expect(await openReported(withoutDevice, "e2ee", identity)).toMatchObject(nothing);
  expect(await openReported(told, "e2ee", { deviceKey: async () => undefined })).toMatchObject(nothing);
  expect(await openReported({ ...told, content: "" }, "e2ee", identity)).toMatchObject({ text: "", authorship: "erased" });
});
