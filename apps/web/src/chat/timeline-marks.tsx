/** What stands between messages: a day, the line above what is new, and what happened to the room. */
import type { AccountId } from "@warbler/protocol";
import type { TimelineEvent } from "@warbler/sdk";
import { peopleStore } from "../state/chat-state.ts";
import { cleanName } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { dayName, fullTime } from "../ui/times.ts";
import { useLang, useWords } from "../words/use-words.ts";
import css from "./timeline-marks.module.css";

export function DayRow({ atMs }: { readonly atMs: number }) {
  const words = useWords();
  const lang = useLang();
  return (
    <div className={css.day}>
      <h2>{dayName(atMs, lang, words)}</h2>
    </div>
  );
}

export function UnreadRow() {
  const words = useWords();
  return (
    <div className={css.unread}>
      <span>{words.timeline.unread}</span>
    </div>
  );
}

/** Beyond this many names, how many more there are says enough. */
const MOST_NAMED = 4;

export function EventRow({ events }: { readonly events: readonly [TimelineEvent, ...TimelineEvent[]] }) {
  const words = useWords();
  const lang = useLang();
  const people = useStore(peopleStore);
  const [event] = events;
  const nameOf = (account: AccountId) => cleanName(people.get(account)?.name ?? words.common.someone);
  const whom = events.map(({ account, author }) => nameOf(account ?? author.id));
  const rest = whom.length - MOST_NAMED;
  const listed = rest > 0 ? [...whom.slice(0, MOST_NAMED), words.timeline.others(rest)] : whom;
  const who = new Intl.ListFormat(lang === "zh" ? "zh-CN" : "en").format(listed);
  return (
    <p className={css.event} title={fullTime(event.atMs, lang)}>
      {saying(event, nameOf(event.author.id), who, words.timeline)}
    </p>
  );
}

function saying(event: TimelineEvent, by: string, who: string, words: ReturnType<typeof useWords>["timeline"]): string {
  switch (event.what) {
    case "created":
      return words.created(by);
    case "described":
      return words.described(by, event.name ?? "");
    case "joined":
      return by === who ? words.joined(who) : words.added(by, who);
    case "removed":
      return words.removed(by, who);
    case "left":
      return words.left(who);
    case "role":
      return words.role(by, who, event.role === undefined ? "" : words.roles[event.role]);
    case "heir":
      return words.heir(who);
    case "device-added":
      return words.deviceAdded(who);
    case "device-removed":
      return words.deviceRemoved(who);
    case "bot-token":
      return words.botToken(by, who);
    case "reset":
      return words.reset(who);
    case "out":
      return words.out(who);
    case "not-back":
      return words.notBack(who);
    default:
      return words.changed(by);
  }
}
