/** Emoji to choose from: those used last, then the common ones. */
import { changeSettings, settingsStore } from "../platform/settings.ts";
import { useStore } from "../state/store.ts";
import { useWords } from "../words/use-words.ts";
import css from "./emoji-grid.module.css";

const COMMON =
  "👍 👎 👌 🙏 👏 💪 🤝 ✌️ 😀 😄 😂 🙂 😉 😊 😍 😎 🤔 😅 😬 😴 😢 😭 😡 😱 ❤️ 🎉 🔥 ✨ 💯 ✅ ❌ ❓ ❗ 👀 🚀 ☕ 🍵 🌸 🐦 📌".split(
    " ",
  );
const MOST_RECENT = 16;

export function EmojiGrid({ onEmoji }: { readonly onEmoji: (emoji: string) => void }) {
  const words = useWords();
  const recent = useStore(settingsStore, ({ recentEmoji }) => recentEmoji);
  const choose = (emoji: string) => {
    changeSettings({ recentEmoji: [emoji, ...recent.filter((one) => one !== emoji)].slice(0, MOST_RECENT) });
    onEmoji(emoji);
  };
  const rows = [
    { name: words.emoji.recent, emoji: recent },
    { name: words.emoji.common, emoji: COMMON },
  ];
  return (
    <div className={css.grid}>
      {rows.map(({ name, emoji }) =>
        emoji.length === 0 ? null : (
          <section key={name} aria-label={name}>
            <h3>{name}</h3>
            <div className={css.row}>
              {emoji.map((one) => (
                <button key={one} type="button" className={css.emoji} onClick={() => choose(one)}>
                  {one}
                </button>
              ))}
            </div>
          </section>
        ),
      )}
    </div>
  );
}
