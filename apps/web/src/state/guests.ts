/** Guests who read a room: whoever writes there says once of each that they know. */
import type { AccountId, RoomId } from "@warbler/protocol";
import type { Member } from "@warbler/sdk";
import { after } from "../platform/clock.ts";
import { changeSettings, settingsStore } from "../platform/settings.ts";
import { connectionStore, peopleStore } from "./chat-state.ts";
import { lookAtMembers, membersNow } from "./members.ts";
import { isGuestNow } from "./people.ts";
import { createStore } from "./store.ts";

/** So long one waits to know who reads a room, and no longer than a moment without a connection. */
const LONGEST_WAIT_MS = 10_000;
const MOMENT_MS = 500;
const NOBODY: readonly AccountId[] = [];
const NEVER = new Promise<never>(() => undefined);

export interface GuestsQuestion {
  readonly room: RoomId;
  /** Undefined where it cannot be known now who reads there. */
  readonly guests: readonly AccountId[] | undefined;
  readonly answer: (isSent: boolean) => void;
}

/** The first of them is asked. */
export const guestsQuestionsStore = createStore<readonly GuestsQuestion[]>([]);
/** What is sent to a room meanwhile waits for the same answer. One for each person: after a sign-out nobody answers for another. */
let asked = new Map<RoomId, Promise<boolean>>();

/** Whether somebody must be asked before anything goes to this room; undefined where that is not known yet. */
export function mustAsk(room: RoomId): boolean | undefined {
  const guests = unknownGuests(room);
  return guests === undefined ? undefined : guests.length > 0;
}

/**
 * Whether what is written may be read by those who are in the room now, as far as that can be known. Whoever comes while
 * it waits to be sent is not asked about.
 */
export function mayBeRead(room: RoomId): Promise<boolean> {
  const before = asked.get(room);
  if (before !== undefined) return before;
  const asking = ask(room).finally(() => asked.delete(room));
  asked.set(room, asking);
  return asking;
}

/** As at sign-out: what waited is not sent, and goes back into nobody's box. */
export function forgetQuestions(): void {
  asked = new Map();
  guestsQuestionsStore.set([]);
}

async function ask(room: RoomId): Promise<boolean> {
  const mine = asked;
  const guests = unknownGuests(room) ?? (await unknownGuestsSoon(room));
  if (asked !== mine) return NEVER;
  if (guests?.length === 0) return true;
  const isSent = await new Promise<boolean>((answer) => {
    guestsQuestionsStore.set([...guestsQuestionsStore.get(), { room, guests, answer }]);
  });
  guestsQuestionsStore.set(guestsQuestionsStore.get().filter((one) => one.room !== room));
  if (isSent && guests === undefined) rememberGuestless(room, true);
  else if (isSent) knowGuests(room, guests ?? NOBODY);
  return isSent;
}

/** Those of whom one was not asked yet. Without a connection, what was known last of the room holds. */
function unknownGuests(room: RoomId): readonly AccountId[] | undefined {
  // Nobody asks a guest.
  if (isGuestNow()) return NOBODY;
  const members = membersNow(room);
  if (members !== undefined) return unknownAmong(room, members);
  return isCut() && settingsStore.get().guestless.includes(room) ? NOBODY : undefined;
}

function unknownGuestsSoon(room: RoomId): Promise<readonly AccountId[] | undefined> {
  return new Promise((resolve) => {
    const giveUp = () => resolve(unknownGuests(room));
    const cancel = after(isCut() ? MOMENT_MS : LONGEST_WAIT_MS, giveUp);
    lookAtMembers(room)
      .then((members) => resolve(unknownAmong(room, members)), giveUp)
      .finally(cancel);
  });
}

function unknownAmong(room: RoomId, members: readonly Member[]): readonly AccountId[] {
  const people = peopleStore.get();
  const { guestsKnown } = settingsStore.get();
  const guests = members
    .map(({ id }) => id)
    .filter((id) => people.get(id)?.role === "guest" && !guestsKnown.includes(knownIn(room, id)));
  rememberGuestless(room, guests.length === 0);
  return guests;
}

/** They are not asked about again in this room, on this device. */
function knowGuests(room: RoomId, guests: readonly AccountId[]): void {
  changeSettings({ guestsKnown: [...guests.map((id) => knownIn(room, id)), ...settingsStore.get().guestsKnown] });
}

function rememberGuestless(room: RoomId, isGuestless: boolean): void {
  const { guestless } = settingsStore.get();
  if (guestless.includes(room) === isGuestless) return;
  const others = guestless.filter((one) => one !== room);
  changeSettings({ guestless: isGuestless ? [room, ...others] : others });
}

function isCut(): boolean {
  const { state } = connectionStore.get();
  return state !== "online" && state !== "connecting";
}

function knownIn(room: RoomId, guest: AccountId): string {
  return `${room} ${guest}`;
}
