/** In a room's head: its threads have answers that one has not seen. */
import { MessageSquareText } from "lucide-react";
import { useStore } from "../state/store.ts";
import { openPanel, panelStore } from "../state/ui-state.ts";
import { useWords } from "../words/use-words.ts";
import css from "./threads-button.module.css";

export function ThreadsButton({ unseen }: { readonly unseen: number }) {
  const words = useWords().thread;
  const isOpen = useStore(panelStore, (panel) => panel?.kind === "threads");
  const label = words.listWithNew(unseen);
  return (
    <button
      type="button"
      className={css.button}
      aria-label={label}
      aria-pressed={isOpen}
      data-tip={label}
      onClick={() => openPanel(isOpen ? undefined : { kind: "threads" })}
    >
      <MessageSquareText size={16} aria-hidden /> {unseen}
    </button>
  );
}
