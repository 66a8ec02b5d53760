/** What is open on the page besides the room: a panel at its side, a dialog above it, what is being answered or edited. */
import type { AccountId, MessageId, RoomId } from "@warbler/protocol";
import type { Attachment, TimelineMessage } from "@warbler/sdk";
import { createStore } from "./store.ts";

/** Where one writes: a room, or a thread by the message that it hangs on. */
export type WritingPlace = RoomId | MessageId;

export type Panel =
  | { readonly kind: "members" }
  | { readonly kind: "pins" }
  | { readonly kind: "threads" }
  /** Of all rooms. */
  | { readonly kind: "saved" }
  | { readonly kind: "search"; readonly text: string; readonly inRoom: boolean }
  /** `seq`: the answer to show, where it is not the newest. */
  | { readonly kind: "thread"; readonly root: MessageId; readonly seq?: number };

export type OpenDialog =
  | { readonly kind: "new-room" }
  | { readonly kind: "new-direct"; readonly account?: AccountId }
  | { readonly kind: "safety-number"; readonly account: AccountId }
  | { readonly kind: "change-level"; readonly room: RoomId }
  | { readonly kind: "approve-device" }
  | { readonly kind: "let-in" }
  | { readonly kind: "recover" }
  | { readonly kind: "recovery-setup" }
  | { readonly kind: "recovery-rotate" }
  | { readonly kind: "invite" }
  | { readonly kind: "switcher" }
  | { readonly kind: "shortcuts" }
  | { readonly kind: "add-people"; readonly room: RoomId }
  | { readonly kind: "describe-room"; readonly room: RoomId }
  | { readonly kind: "leave-room"; readonly room: RoomId }
  | { readonly kind: "reset-room"; readonly room: RoomId }
  | { readonly kind: "confirm-group"; readonly room: RoomId }
  | { readonly kind: "protection"; readonly room: RoomId }
  | { readonly kind: "jump-to-date"; readonly room: RoomId }
  | { readonly kind: "status" }
  | { readonly kind: "mute"; readonly room: RoomId }
  | { readonly kind: "forward"; readonly messages: readonly TimelineMessage[] }
  | { readonly kind: "edits"; readonly message: TimelineMessage }
  | { readonly kind: "readers"; readonly message: TimelineMessage }
  | { readonly kind: "reactions"; readonly message: TimelineMessage }
  | { readonly kind: "recall"; readonly messages: readonly TimelineMessage[] }
  | { readonly kind: "urgent"; readonly message: TimelineMessage }
  | { readonly kind: "report"; readonly message: TimelineMessage; readonly link?: string }
  | { readonly kind: "proof"; readonly message: TimelineMessage }
  | { readonly kind: "picture"; readonly room: RoomId; readonly attachment: Attachment }
  | { readonly kind: "file"; readonly room: RoomId; readonly attachment: Attachment };

export const panelStore = createStore<Panel | undefined>(undefined);
export const dialogStore = createStore<OpenDialog | undefined>(undefined);
/** What the next message written there answers, and the message that is being changed there. */
export const replyStore = createStore<ReadonlyMap<WritingPlace, TimelineMessage>>(new Map());
export const editingStore = createStore<ReadonlyMap<WritingPlace, TimelineMessage>>(new Map());
/** The record that was jumped to, lit for a moment. */
export const litStore = createStore<number | undefined>(undefined);

/** While messages are chosen one by one: the room, and what is chosen so far. */
export const selectionStore = createStore<
  { readonly room: RoomId; readonly chosen: ReadonlyMap<MessageId, TimelineMessage> } | undefined
>(undefined);

export const openPanel = (panel: Panel | undefined) => panelStore.set(panel);
export const openDialog = (dialog: OpenDialog) => dialogStore.set(dialog);
export const closeDialog = () => dialogStore.set(undefined);

/** In a thread's panel one writes in the thread. */
export function writingPlaceOf({ id, room, thread }: TimelineMessage, inThread: boolean): WritingPlace {
  return inThread ? (thread ?? id) : room;
}

export function answer(place: WritingPlace, message: TimelineMessage | undefined): void {
  replyStore.set(withOrWithout(replyStore.get(), place, message));
  if (message !== undefined) edit(place, undefined);
}

export function edit(place: WritingPlace, message: TimelineMessage | undefined): void {
  editingStore.set(withOrWithout(editingStore.get(), place, message));
}

function withOrWithout<K, V>(map: ReadonlyMap<K, V>, key: K, value: V | undefined): ReadonlyMap<K, V> {
  const next = new Map(map);
  if (value === undefined) next.delete(key);
  else next.set(key, value);
  return next;
}

/** Begins choosing with this message, or adds it, or takes it out. */
export function select(message: TimelineMessage): void {
  const { room, id } = message;
  const held = selectionStore.get();
  const chosen = held?.room === room ? held.chosen : new Map<MessageId, TimelineMessage>();
  selectionStore.set({ room, chosen: withOrWithout(chosen, id, chosen.has(id) ? undefined : message) });
}

export const endSelection = () => selectionStore.set(undefined);
