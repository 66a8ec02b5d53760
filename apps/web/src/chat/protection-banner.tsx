/** What the server enforces in this room, in plain words, always in sight. */
import { LockKeyhole, Server } from "lucide-react";
import { useEffect } from "react";
import type { ProtectionWords, RoomView } from "../engine/engine-api.ts";
import { engine } from "../platform/engine.ts";
import { createStore, useStore } from "../state/store.ts";
import { openDialog } from "../state/ui-state.ts";
import { useLang, useWords } from "../words/use-words.ts";
import css from "./protection-banner.module.css";

const wordsStore = createStore<ReadonlyMap<string, ProtectionWords>>(new Map());

/** The server's own words for a room, once they are here. */
export function useProtection(room: RoomView): ProtectionWords | undefined {
  const { id, level } = room;
  useEffect(() => {
    engine.ask("protection", id).then(
      (words) => wordsStore.set(new Map(wordsStore.get()).set(id, words)),
      () => undefined,
    );
  }, [id, level]);
  return useStore(wordsStore, (all) => all.get(id));
}

export function ProtectionBanner({ room }: { readonly room: RoomView }) {
  const words = useWords();
  const lang = useLang();
  const isEndToEnd = room.level !== "sealed";
  useProtection(room);
  return (
    <button
      type="button"
      className={isEndToEnd ? css.endToEnd : css.sealed}
      onClick={() => openDialog({ kind: "protection", room: room.id })}
    >
      {isEndToEnd ? <LockKeyhole size={14} aria-hidden /> : <Server size={14} aria-hidden />}
      <b>{words.protection.levels[room.level]}</b>
      <span lang={lang === "zh" ? "zh-CN" : "en"}>{words.protection.inShort[room.level]}</span>
      <u>{words.protection.more}</u>
    </button>
  );
}
