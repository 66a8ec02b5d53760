/** What went wrong, said at once to everybody. */
import { CircleAlert } from "lucide-react";
import css from "./problem.module.css";

export function Problem({ text }: { readonly text: string | undefined }) {
  return (
    <div role="alert" className={css.place}>
      {text !== undefined && (
        <p className={css.problem}>
          <CircleAlert size={17} aria-hidden /> {text}
        </p>
      )}
    </div>
  );
}
