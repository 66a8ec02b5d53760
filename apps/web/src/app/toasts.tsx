/** Short words at the foot of the window. */
import { X } from "lucide-react";
import { useStore } from "../state/store.ts";
import { dismissToast, toastsStore } from "../state/toasts.ts";
import { IconButton } from "../ui/button.tsx";
import { join } from "../ui/join.ts";
import { useWords } from "../words/use-words.ts";
import css from "./app.module.css";

export function Toasts() {
  const words = useWords();
  const toasts = useStore(toastsStore);
  return (
    <div className={css.toasts} role="status" aria-live="polite">
      {toasts.map(({ id, text, tone }) => (
        <div key={id} className={join(css.toast, tone === "problem" && css.problem)}>
          {text}
          <IconButton small label={words.common.close} onClick={() => dismissToast(id)}>
            <X size={16} />
          </IconButton>
        </div>
      ))}
    </div>
  );
}
