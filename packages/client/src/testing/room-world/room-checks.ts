/** What has to hold in a simulated room once it is quiet. Each check names what is wrong, in words; nothing for nothing. */
import { contentHash } from "@warbler/crypto/content-key";
import { acceptAnyCredentialAndCommitForTests, type MlsProvider, processMessage } from "@warbler/mls";
import { base64urlFromBytes, RECORD_KINDS, type RoomId } from "@warbler/protocol";
import type { Record as WireRecord } from "@warbler/protocol/wire";
import { decodeEndToEnd } from "../../wire/end-to-end.ts";
import type { VirtualClock } from "../clock.ts";
import type { FakeServer } from "../fake-server.ts";
import type { FakeRoom } from "../fake-state.ts";
import type { RoomActor } from "./room-actor.ts";

export interface QuietRoom {
  readonly server: FakeServer;
  readonly clock: VirtualClock;
  readonly provider: MlsProvider;
  readonly room: FakeRoom;
  readonly actors: readonly RoomActor[];
}

export async function whatIsWrong(quiet: QuietRoom): Promise<readonly string[]> {
  const found = alarms(quiet);
  for (const actor of membersOf(quiet)) {
    const outside = await disagreements(quiet, actor);
    found.push(...outside, ...(outside.length > 0 ? [] : await unread(quiet, actor)), ...unsent(quiet, actor));
    found.push(...(await leftOfErased(quiet, actor)));
  }
  for (const actor of quiet.actors) found.push(...(await openedAfterwards(quiet, actor)));
  return found;
}

/** Devices of people who are in the room now. */
export function membersOf({ room, actors }: Pick<QuietRoom, "room" | "actors">): readonly RoomActor[] {
  return actors.filter(({ account, isRevoked }) => !isRevoked && room.roster.has(account));
}

function alarms({ actors }: QuietRoom): string[] {
  return actors.flatMap((actor) => actor.alarms.map(({ kind, detail }) => `${actor}: ${kind} ${detail}`));
}

/** Where a member's device has another epoch or another room than the server's, which orders both. */
async function disagreements({ server, clock, room }: QuietRoom, actor: RoomActor): Promise<readonly string[]> {
  const { epoch, generation, roster } = server.state.groups.groupOf(room.id);
  const entry = await actor.entry(room.id);
  if (entry?.standing !== "member" || entry.broken !== undefined)
    return [`${actor} is ${entry?.broken ?? entry?.standing ?? "not in"}`];
  if (entry.epoch !== epoch || entry.generation !== generation)
    return [`${actor} is at epoch ${entry.epoch}, the room at ${epoch}`];
  const found: string[] = [];
  const members = await clock.run(membersSeenBy(room.id, actor));
  const [here, there] = [members.map(({ id }) => id), [...new Set(roster.map(({ account }) => account))]];
  if (here.toSorted().join() !== there.toSorted().join()) found.push(`${actor} sees other members`);
  const returned = server.state.groups.returned.get(`${room.id} ${actor.device}`) ?? 0;
  if (returned > actor.losses)
    found.push(`${actor} came in anew ${returned} times, having lost ${actor.losses} groups`);
  return found;
}

/** Messages that a member was entitled to and does not read, or reads otherwise than they were written. */
async function unread({ clock, room, actors }: QuietRoom, actor: RoomActor): Promise<readonly string[]> {
  const texts = new Map(actors.flatMap(({ said }) => [...said]));
  const joinedSeq = (await actor.entry(room.id))?.joinedSeq ?? 0;
  const history = await clock.run(historySeenBy(room.id, actor));
  const isHeld = (seq: number) => seq > joinedSeq || isInKeychain(room.records[seq - 1], actor);
  const found: string[] = [];
  for (const { id, seq, text, undecryptable, erased } of history.filter((one) => !one.erased || one.text !== ""))
    if (erased) found.push(`${actor} still reads record ${seq}, which was erased`);
    else if (undecryptable === undefined ? text !== texts.get(id) : isHeld(seq))
      found.push(
        `${actor} (in since ${joinedSeq}) reads record ${seq} as ${undecryptable?.reason ?? JSON.stringify(text)}`,
      );
  const shown = new Set(history.map(({ seq }) => seq));
  for (const { seq, kind } of room.records)
    if (kind === RECORD_KINDS.message && seq > joinedSeq && !shown.has(seq)) found.push(`${actor} lacks record ${seq}`);
  return found;
}

/** What a member's device still holds of what was erased, or has not said that it destroyed. */
async function leftOfErased({ room }: QuietRoom, actor: RoomActor): Promise<readonly string[]> {
  const found: string[] = [];
  const kept = await actor.contentsHeldOf(
    room.id,
    room.records.filter(({ erased }) => erased).map(({ seq }) => seq),
  );
  for (const key of kept) found.push(`${actor} still holds ${key}`);
  for (const { number } of room.erasures)
    if (actor.device === undefined || room.confirmed.get(number)?.has(actor.device) !== true)
      found.push(`${actor} has not confirmed erasure ${number}`);
  return found;
}

/** Whether another device of this person read it, or this one before it came in anew. */
function isInKeychain(record: WireRecord | undefined, { identity }: RoomActor): boolean {
  const wire = record && decodeEndToEnd(record.content);
  return wire !== undefined && identity.keys.has(base64urlFromBytes(contentHash(wire.content)));
}

function unsent({ room }: QuietRoom, { said, client, person }: RoomActor): readonly string[] {
  return [...said].flatMap(([id, text]) => {
    const times = room.records.filter(({ message }) => message === id).length;
    const waiting = client?.outbox().find((entry) => entry.id === id);
    // Who was taken out of the room before the ack came is told that the message failed.
    const isFine = times <= 1 && (waiting === undefined || waiting.code === "not-found");
    return isFine ? [] : [`${person.handle}'s ${text} is in the record ${times} times, ${waiting?.code ?? "sent"}`];
  });
}

/**
 * What was said after a device was taken out, and opens with the last keys that it had, whatever the server hands it: a thief
 * keeps them, and follows no rule.
 */
async function openedAfterwards({ server, room, provider }: QuietRoom, actor: RoomActor): Promise<readonly string[]> {
  const { groups } = server.state;
  const leftSeq = groups.left.get(`${room.id} ${actor.device}`) ?? 0;
  const isIn = groups.groupOf(room.id).roster.some(({ device }) => device === actor.device);
  let state = actor.stolenGroup(room.id)?.state;
  if (isIn || leftSeq === 0 || state === undefined) return [];
  const found: string[] = [];
  const deps = { provider, policy: acceptAnyCredentialAndCommitForTests };
  for (const { seq, kind, content } of room.records) {
    const bytes = kind === RECORD_KINDS.handshake || kind === RECORD_KINDS.proposal ? content : mlsPartOf(content);
    const processed = await processMessage(deps, state, bytes);
    if (!processed.ok) continue;
    if (processed.value.kind === "application" && seq > leftSeq)
      found.push(`${actor}, out since ${leftSeq}, opens record ${seq}`);
    if ("state" in processed.value) state = processed.value.state;
  }
  return found;
}

function mlsPartOf(content: Uint8Array): Uint8Array {
  return decodeEndToEnd(content)?.mls ?? new Uint8Array();
}

async function membersSeenBy(id: RoomId, actor: RoomActor) {
  const room = await actor.roomIfIn(id);
  return room?.members().catch(() => []) ?? [];
}

async function historySeenBy(id: RoomId, actor: RoomActor) {
  return (await (await actor.roomIfIn(id))?.history({ limit: 10_000 })) ?? [];
}
