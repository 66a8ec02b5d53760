/** Emoji to choose from: found by name, used last, the common ones, and all the others group by group. */
import { type KeyboardEvent, useEffect, useId, useState } from "react";
import { changeSettings, settingsStore } from "../platform/settings.ts";
import { inSilence } from "../state/attempt.ts";
import { useStore } from "../state/store.ts";
import { useLang, useWords } from "../words/use-words.ts";
import css from "./emoji-grid.module.css";
import { findEmoji, type NamedEmoji } from "./find-emoji.ts";
import { SKIN_TONES, type SkinTone, withTone } from "./skin-tone.ts";

const COMMON =
  "👍 👎 👌 🙏 👏 💪 🤝 ✌️ 😀 😄 😂 🙂 😉 😊 😍 😎 🤔 😅 😬 😴 😢 😭 😡 😱 ❤️ 🎉 🔥 ✨ 💯 ✅ ❌ ❓ ❗ 👀 🚀 ☕ 🍵 🌸 🐦 📌".split(
    " ",
  );
const MOST_RECENT = 16;
const MOST_FOUND = 64;
const COLUMNS = 8;
const NONE: readonly NamedEmoji[] = [];

interface Shown {
  readonly emoji: string;
  readonly name?: string;
}

export function EmojiGrid({ onEmoji }: { readonly onEmoji: (emoji: string) => void }) {
  const words = useWords().emoji;
  const lang = useLang();
  const recent = useStore(settingsStore, ({ recentEmoji }) => recentEmoji);
  const [all, setAll] = useState(NONE);
  const [typed, setTyped] = useState("");
  useEffect(() => inSilence(import("./emoji-data.ts").then(({ EMOJI }) => setAll(EMOJI))), []);
  const choose = (emoji: string) => {
    changeSettings({ recentEmoji: [emoji, ...recent.filter((one) => one !== emoji)].slice(0, MOST_RECENT) });
    onEmoji(emoji);
  };
  const tone = useStore(settingsStore, ({ skinTone }) => skinTone);
  const named = ({ emoji, names, hasTones }: NamedEmoji): Shown => ({
    emoji: hasTones ? withTone(emoji, tone) : emoji,
    name: names[lang],
  });
  const toned = new Set(all.flatMap(({ emoji, hasTones }) => (hasTones ? [emoji] : [])));
  const found = findEmoji(all, typed, MOST_FOUND).map(named);
  const groups = [...new Set(all.map(({ group }) => group))];
  const sections: readonly { readonly name: string; readonly shown: readonly Shown[] }[] =
    typed.trim() === ""
      ? [
          { name: words.recent, shown: recent.map((emoji) => ({ emoji })) },
          {
            name: words.common,
            shown: COMMON.map((emoji) => ({ emoji: toned.has(emoji) ? withTone(emoji, tone) : emoji })),
          },
          ...groups.map((group) => ({
            name: words.groups[group] ?? "",
            shown: all.filter((one) => one.group === group).map(named),
          })),
        ]
      : [{ name: words.find, shown: found }];
  return (
    <div className={css.grid} role="group" aria-label={words.find} onKeyDown={moveFocus}>
      <input
        type="search"
        className={css.find}
        value={typed}
        placeholder={words.find}
        aria-label={words.find}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          const [first] = found;
          if (event.key === "Enter" && !event.nativeEvent.isComposing && first !== undefined) choose(first.emoji);
        }}
      />
      <Tones tone={tone} />
      <div className={css.scroll}>
        {typed.trim() !== "" && all.length > 0 && found.length === 0 && <p className={css.nothing}>{words.nothing}</p>}
        {sections.map(({ name, shown }) =>
          shown.length === 0 ? null : (
            <section key={name} aria-label={name} className={css.section}>
              <h3>{name}</h3>
              <div className={css.row}>
                {shown.map(({ emoji, name: title }, at) => (
                  <button
                    key={emoji}
                    type="button"
                    className={css.emoji}
                    title={title}
                    // One stop of the Tab key for each section; arrows go on from there.
                    tabIndex={at === 0 ? 0 : -1}
                    onClick={() => choose(emoji)}
                  >
                    {emoji}
                  </button>
                ))}
              </div>
            </section>
          ),
        )}
      </div>
    </div>
  );
}

/** As a hand shows it. */
const HAND = "✋";

function Tones({ tone }: { readonly tone: SkinTone }) {
  const words = useWords().emoji;
  const name = useId();
  return (
    <fieldset className={css.tones} onKeyDown={(event) => event.stopPropagation()}>
      <legend>{words.tone}</legend>
      {SKIN_TONES.map((one) => (
        <label key={one} title={words.tones[one]}>
          <input
            type="radio"
            name={name}
            aria-label={words.tones[one]}
            checked={one === tone}
            onChange={() => changeSettings({ skinTone: one })}
          />
          <span aria-hidden>{withTone(HAND, one)}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** Arrows go from emoji to emoji; down from the box they begin at the first one. */
function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
  if (step === undefined) return;
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.findIndex((button) => button === document.activeElement);
  if (at < 0 && event.key !== "ArrowDown") return;
  const next = at < 0 ? buttons[0] : buttons[at + step];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
