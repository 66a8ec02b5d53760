/** What the server enforces in this room, in plain words, always in sight. */
import { LockKeyhole, Server } from "lucide-react";
import { useEffect } from "react";
import type { ProtectionWords, RoomView } from "../engine/engine-api.ts";
import { engine } from "../platform/engine.ts";
import { peopleStore } from "../state/chat-state.ts";
import { useMembers } from "../state/members.ts";
import { createStore, useStore } from "../state/store.ts";
import { openDialog } from "../state/ui-state.ts";
import { join } from "../ui/join.ts";
import { whenSettled } from "../ui/later.tsx";
import { useLang, useWords } from "../words/use-words.ts";
import css from "./protection-banner.module.css";

const wordsStore = createStore<ReadonlyMap<string, ProtectionWords>>(new Map());

/** The server's own words for a room, once they are here; those that are known already are asked for anew where `isAnew`. */
export function useProtection({ id, level }: RoomView, isAnew = true): ProtectionWords | undefined {
  const key = `${id} ${level}`;
  useEffect(
    () =>
      whenSettled(() => {
        if (!isAnew && wordsStore.get().has(key)) return;
        engine.ask("protection", id).then(
          (words) => wordsStore.set(new Map(wordsStore.get()).set(key, words)),
          () => undefined,
        );
      }),
    [key, id, isAnew],
  );
  return useStore(wordsStore, (all) => all.get(key));
}

export function ProtectionBanner({ room }: { readonly room: RoomView }) {
  const words = useWords();
  const lang = useLang();
  const isEndToEnd = room.level !== "sealed";
  // Whoever looks at it while the server is away finds the words here.
  useProtection(room, false);
  const members = useMembers(room.id);
  const guests = useStore(peopleStore, (people) => members.filter(({ id }) => people.get(id)?.role === "guest").length);
  return (
    <button
      type="button"
      className={join(isEndToEnd ? css.endToEnd : css.sealed, guests > 0 && css.open)}
      onClick={() => openDialog({ kind: "protection", room: room.id })}
    >
      {isEndToEnd ? <LockKeyhole size={14} aria-hidden /> : <Server size={14} aria-hidden />}
      <b>{words.protection.levels[room.level]}</b>
      <span lang={lang === "zh" ? "zh-CN" : "en"}>{words.protection.inShort[room.level]}</span>
      {guests > 0 && <em>{words.protection.guests(guests)}</em>}
      <u>{words.protection.more}</u>
    </button>
  );
}
