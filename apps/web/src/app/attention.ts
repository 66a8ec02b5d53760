/** Calls for attention while one looks elsewhere: the title's count, the icon's dot, a notification. */

import { plainText } from "../chat/markdown.tsx";
import { isMutedNow, levelOf } from "../chat/mute.ts";
import { goToMessage } from "../chat/navigate.ts";
import { isQuietNow } from "../chat/quiet-hours.ts";
import type { EngineEvent } from "../engine/engine-event.ts";
import { nowMs } from "../platform/clock.ts";
import { engine } from "../platform/engine.ts";
import { goTo, pathOf, roomLinked } from "../platform/location.ts";
import { closeNotifications, notify, onChosen } from "../platform/notifications.ts";
import { settingsStore } from "../platform/settings.ts";
import { followSight, isInSight } from "../platform/sight.ts";
import { marksStore, roomsStore, sessionStore, threadsStore } from "../state/chat-state.ts";
import { unreadFromNow } from "../state/marks.ts";
import { nameOf, roomNameNow } from "../state/people.ts";
import { unseenNow } from "../state/threads.ts";
import { wordsNow } from "../words/use-words.ts";

/** What came while the device slept is counted, and not told one by one. */
const STALE_MS = 3 * 60_000;
const MOST_CHARS = 140;

export function callForAttention(): void {
  roomsStore.subscribe(showCount);
  marksStore.subscribe(showCount);
  threadsStore.subscribe(showCount);
  engine.onEvent((event) => {
    if (event.type === "message" && event.isNews) tellOf(event).catch(reportError);
  });
  followSight();
  onChosen(open);
  // Those of before a lock or a sign-out are not to be read behind it.
  sessionStore.subscribe(() => {
    const { phase } = sessionStore.get();
    if (phase === "locked" || phase === "signed-out") closeNotifications();
  });
}

function open(path: string): void {
  const linked = roomLinked(new URL(path, location.origin));
  if (linked?.seq === undefined) goTo(path);
  else goToMessage(linked.room, linked.seq);
}

function showCount(): void {
  let mentions = 0;
  let unread = 0;
  for (const room of roomsStore.get().values()) {
    mentions += room.unreadMentions + (room.kind === "direct" ? room.unread : 0);
    if (!isMutedNow(room.id)) unread += room.unread + unseenNow(room.id);
    if (unreadFromNow(room.id) !== undefined) unread += 1;
  }
  document.title = `${mentions > 0 ? `(${mentions}) ` : unread > 0 ? "• " : ""}Warbler`;
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const wanted = unread + mentions > 0 ? "/icon-unread.svg" : "/icon.svg";
  if (icon !== null && new URL(icon.href).pathname !== wanted) icon.href = wanted;
}

async function tellOf({ message }: Extract<EngineEvent, { type: "message" }>): Promise<void> {
  const settings = settingsStore.get();
  const { notify: everywhere, notifyContent, keywords } = settings;
  const session = sessionStore.get();
  const room = roomsStore.get().get(message.room);
  if (session.phase !== "signed-in" || room === undefined || isQuietNow()) return;
  const own = levelOf(settings, room.id);
  const level = own === "default" ? everywhere : own;
  const said = message.text.toLowerCase();
  const isForMe =
    room.kind === "direct" ||
    message.mentionAll ||
    message.mentions.includes(session.me.account) ||
    keywords.some((word) => said.includes(word.toLowerCase()));
  if (level === "off" || (!isForMe && (level === "mentions" || isMutedNow(room.id)))) return;
  if (nowMs() - message.atMs > STALE_MS || (await isInSight(room.id))) return;
  // The app may have been locked meanwhile.
  if (sessionStore.get().phase !== "signed-in") return;
  const words = wordsNow();
  const author = nameOf(message.author.id) ?? words.common.someone;
  const title = notifyContent ? `${author} · ${roomNameNow(room, words)}` : words.notifications.title;
  const body = notifyContent
    ? plainText(message.text).slice(0, MOST_CHARS) || words.files.some(message.attachments.length)
    : words.notifications.hidden;
  await notify({ title, body, tag: room.id, path: pathOf({ page: "room", room: room.id, seq: message.seq }) });
}
