/** Goes to a room or a person by a few letters; Chinese names are found by their pinyin, too. */
import type { AccountId } from "@warbler/protocol";
import { useEffect, useMemo, useState } from "react";
import { writeTo } from "../chat/write-to.ts";
import { go } from "../platform/location.ts";
import { peopleStore, presenceStore, roomsStore } from "../state/chat-state.ts";
import { cleanName, roomNameNow, useMyAccount } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { join } from "../ui/join.ts";
import { useWords } from "../words/use-words.ts";
import { type NameMatcher, plainMatcher } from "./name-matcher.ts";
import css from "./switcher-dialog.module.css";

const MOST_SHOWN = 12;

interface Target {
  readonly key: string;
  readonly iconId: string;
  readonly name: string;
  readonly detail: string;
  readonly person: AccountId | undefined;
  readonly rank: number;
  readonly open: () => void;
}

export function SwitcherDialog({ onClose }: { readonly onClose: () => void }) {
  const words = useWords();
  const me = useMyAccount();
  const rooms = useStore(roomsStore);
  const people = useStore(peopleStore);
  const presence = useStore(presenceStore);
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const matcher = useMatcher();
  const targets = useMemo(() => {
    const all: Target[] = [...rooms.values()].map((room) => ({
      key: room.id,
      iconId: room.other ?? room.id,
      name: roomNameNow(room, words),
      detail: room.unread > 0 ? words.sidebar.unread(room.unread) : room.topic,
      person: room.other,
      rank: room.unreadMentions * 1e15 + room.unread * 1e14 + (room.preview?.atMs ?? room.createdAtMs),
      open: () => go({ page: "room", room: room.id }),
    }));
    const known = new Set(all.map(({ person }) => person));
    for (const { id, name, handle, role } of people.values())
      if (id !== me && role !== "placeholder" && !known.has(id))
        all.push({
          key: id,
          iconId: id,
          name: cleanName(name),
          detail: `@${handle}`,
          person: id,
          rank: 0,
          open: () => writeTo(id),
        });
    return all.sort((a, b) => b.rank - a.rank);
  }, [rooms, people, me, words]);
  const wanted = text.trim();
  const found = targets
    .filter(({ name, detail }) => wanted === "" || matcher(name, wanted) || matcher(detail, wanted))
    .slice(0, MOST_SHOWN);
  const current = Math.min(at, Math.max(0, found.length - 1));
  const open = (target: Target | undefined) => {
    if (target === undefined) return;
    onClose();
    target.open();
  };
  return (
    <Dialog title={words.switcher.title} onClose={onClose}>
      <input
        className={css.input}
        autoFocus
        value={text}
        placeholder={words.switcher.hint}
        role="combobox"
        aria-label={words.switcher.hint}
        aria-expanded="true"
        aria-controls="switcher-list"
        aria-activedescendant={found[current] === undefined ? undefined : `switcher-${found[current].key}`}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "ArrowDown") setAt(Math.min(found.length - 1, current + 1));
          else if (event.key === "ArrowUp") setAt(Math.max(0, current - 1));
          else if (event.key === "Enter") open(found[current]);
          else return;
          event.preventDefault();
        }}
      />
      <ul id="switcher-list" role="listbox" aria-label={words.switcher.title} className={css.list}>
        {found.map((target, index) => {
          const state = target.person === undefined ? undefined : presence.get(target.person);
          return (
            <li
              key={target.key}
              id={`switcher-${target.key}`}
              role="option"
              aria-selected={index === current}
              className={join(css.target, index === current && css.current)}
              onPointerMove={() => setAt(index)}
              onClick={() => open(target)}
            >
              <Avatar
                id={target.iconId}
                name={target.name}
                size={30}
                {...(state !== undefined && { presence: state })}
              />
              <b dir="auto">{target.name}</b>
              <small dir="auto">{target.detail}</small>
            </li>
          );
        })}
      </ul>
      {found.length === 0 && <p className={css.nothing}>{words.switcher.nothing}</p>}
    </Dialog>
  );
}

/** Letters at once; pinyin as soon as its table is loaded. */
function useMatcher(): NameMatcher {
  const [matcher, setMatcher] = useState<{ readonly match: NameMatcher }>({ match: plainMatcher });
  useEffect(() => {
    import("./pinyin-matcher.ts").then(
      ({ pinyinMatcher }) => setMatcher({ match: pinyinMatcher }),
      () => undefined,
    );
  }, []);
  return matcher.match;
}
