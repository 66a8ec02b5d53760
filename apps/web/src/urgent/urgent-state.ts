/** Urgent calls to this person and by them; asked again when the engine says so, and whenever the connection is back. */
import type { UrgentAnswer, UrgentCall } from "@warbler/protocol";
import { goToMessage } from "../chat/navigate.ts";
import { api } from "../platform/api.ts";
import { engine } from "../platform/engine.ts";
import { currentRoute, onRoute, pathOf } from "../platform/location.ts";
import { notify } from "../platform/notifications.ts";
import { inSilence } from "../state/attempt.ts";
import { sessionStore } from "../state/chat-state.ts";
import { wheneverOnline } from "../state/online.ts";
import { cleanName, nameOf } from "../state/people.ts";
import { createStore } from "../state/store.ts";
import { toast } from "../state/toasts.ts";
import { langNow, wordsNow } from "../words/use-words.ts";
import { urgentWords } from "./words/use-urgent-words.ts";

export const urgentStore = createStore<UrgentAnswer | undefined>(undefined);

export function followUrgent(): void {
  engine.onEvent(({ type }) => {
    if (type === "urgent") look();
  });
  onRoute(seeWhereOneIs);
  wheneverOnline(look);
}

export function goToUrgent({ room, seq }: UrgentCall): void {
  goToMessage(room, seq);
}

/** A call is seen once one goes to its message. */
function seeWhereOneIs(): void {
  const route = currentRoute();
  if (route.page !== "room" || !document.hasFocus()) return;
  const { room, seq } = route;
  const call = urgentStore.get()?.waiting.find((one) => one.room === room && one.seq === seq);
  if (call !== undefined) inSilence(api("seeUrgent", undefined, { room, seq: call.seq }).then(look));
}

export function take(answer: UrgentAnswer): void {
  const before = urgentStore.get();
  urgentStore.set(answer);
  // A window that a notification opened is there already.
  if (before === undefined) seeWhereOneIs();
  for (const call of answer.waiting)
    if (!before?.waiting.some((one) => keyOf(one) === keyOf(call))) inSilence(tell(call));
  const unseen = new Set(before?.sent.filter(({ seen }) => !seen).map((one) => `${keyOf(one)} ${one.to}`));
  for (const one of answer.sent)
    if (one.seen && unseen.has(`${keyOf(one)} ${one.to}`)) toast(urgentWords(langNow()).seen(shown(one.to)));
}

/** Past what is muted and quiet hours: that is what it is for. */
async function tell(call: UrgentCall): Promise<void> {
  const by = nameOf(call.by) ?? (await askedName(call.by)) ?? shown(call.by);
  const words = urgentWords(langNow());
  const path = pathOf({ page: "room", room: call.room, seq: call.seq });
  await notify({ title: words.notification, body: words.notified(by), tag: keyOf(call), path });
}

/** Of somebody whom this page has not heard of yet, as right after it was opened. */
async function askedName(account: UrgentCall["by"]): Promise<string | undefined> {
  const { people } = await api("lookUpPeople", { ids: [account] }).catch(() => ({ people: [] }));
  const [person] = people;
  return person && cleanName(person.name);
}

const keyOf = ({ room, seq }: UrgentCall): string => `urgent ${room} ${seq}`;
const shown = (account: UrgentCall["by"]): string => nameOf(account) ?? wordsNow().common.someone;

let looks = 0;
let taken = 0;
/** Of two answers under way at once the one that was asked for last counts, in whichever order they come. */
function look(): void {
  if (sessionStore.get().phase !== "signed-in") return;
  const mine = ++looks;
  inSilence(
    api("urgent", undefined).then((answer) => {
      if (mine < taken) return;
      taken = mine;
      take(answer);
    }),
  );
}
