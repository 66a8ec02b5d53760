/** The keyboard map. */
import { KEYS } from "../chat/shortcuts.ts";
import { Dialog } from "../ui/dialog.tsx";
import { useWords } from "../words/use-words.ts";
import css from "./shortcuts-dialog.module.css";

export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  const words = useWords().shortcuts;
  const rows = [
    [KEYS.switcher, words.switcher],
    [KEYS.search, words.search],
    [KEYS.nextUnread, words.nextUnread],
    [KEYS.allRead, words.allRead],
    [KEYS.previous, words.previous],
    [KEYS.next, words.next],
    [KEYS.reply, words.reply],
    [KEYS.edit, words.edit],
    [KEYS.thread, words.thread],
    [KEYS.editLast, words.editLast],
    [KEYS.newLine, words.newLine],
    [KEYS.close, words.close],
    [KEYS.help, words.help],
  ] as const;
  return (
    <Dialog title={words.title} onClose={onClose}>
      <dl className={css.keys}>
        {rows.map(([keys, says]) => (
          <div key={says}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{says}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
