/** Reads new messages of the open room to those who listen: a list that recycles its rows must not do that itself. */
import { useEffect, useState } from "react";
import { plainText } from "../chat/markdown.tsx";
import { engine } from "../platform/engine.ts";
import { currentRoute } from "../platform/location.ts";
import { nameOf } from "../state/people.ts";
import { wordsNow } from "../words/use-words.ts";
import css from "./app.module.css";

const LONGEST = 200;

export function Announcer() {
  const [said, setSaid] = useState("");
  useEffect(
    () =>
      engine.onEvent((event) => {
        if (event.type !== "message" || !event.isNews) return;
        const { message } = event;
        const route = currentRoute();
        if (route.page !== "room" || route.room !== message.room) return;
        const name = nameOf(message.author.id) ?? wordsNow().common.someone;
        setSaid(`${name}: ${plainText(message.text).slice(0, LONGEST)}`);
      }),
    [],
  );
  return (
    <div className={css.unseen} aria-live="polite">
      {said}
    </div>
  );
}
