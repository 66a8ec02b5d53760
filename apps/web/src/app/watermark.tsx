/**
 * Who is signed in, and the time, faintly over everything, where the organisation asks for it: a picture of the screen tells whose it
 * is. It deters; who changes the program leaves it out.
 */
import { useEffect, useState } from "react";
import { useChatRules } from "../chat/use-chat-rules.ts";
import type { Me } from "../engine/engine-api.ts";
import { every, nowMs } from "../platform/clock.ts";
import { changeSettings, settingsStore } from "../platform/settings.ts";
import { cleanName } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { dateTime } from "../ui/times.ts";
import { useLang } from "../words/use-words.ts";
import css from "./watermark.module.css";

const MINUTE_MS = 60_000;
const PATTERN = "watermark";

export function Watermark({ me }: { readonly me: Me }) {
  const { watermark } = useStore(settingsStore);
  const told = useChatRules()?.watermark;
  // Remembered, so that it is there without a network too.
  useEffect(() => {
    if (told !== undefined && told !== settingsStore.get().watermark) changeSettings({ watermark: told });
  }, [told]);
  return watermark ? <Mark me={me} /> : null;
}

function Mark({ me }: { readonly me: Me }) {
  const lang = useLang();
  const [atMs, setNow] = useState(nowMs);
  useEffect(() => every(MINUTE_MS, () => setNow(nowMs())), []);
  return (
    <svg className={css.mark} aria-hidden>
      <pattern id={PATTERN} width="300" height="150" patternUnits="userSpaceOnUse" patternTransform="rotate(-18)">
        <text x="0" y="34">
          {cleanName(me.name)}
        </text>
        <text x="0" y="52">
          @{me.handle}
        </text>
        <text x="0" y="70">
          {dateTime(atMs, lang)}
        </text>
      </pattern>
      <rect width="100%" height="100%" fill={`url(#${PATTERN})`} />
    </svg>
  );
}
