/** A form of the console that is saved as a whole: what it is about, its fields, what went wrong, and the button. */
import type { ReactNode } from "react";
import type { Action } from "../dialogs/use-action.ts";
import settings from "../settings/settings-page.module.css";
import { Button } from "../ui/button.tsx";
import { useWords } from "../words/use-words.ts";
import { GuardedProblem } from "./guarded-problem.tsx";

interface SavedFormProps {
  readonly says: string;
  /** What the button says where another form stands beside this one. */
  readonly verb?: string;
  readonly action: Action;
  readonly onSave: () => void;
  readonly children: ReactNode;
}

export function SavedForm({ says, verb, action, onSave, children }: SavedFormProps) {
  const { common } = useWords();
  return (
    <>
      <p className={settings.intro}>{says}</p>
      <form
        className={settings.card}
        onSubmit={(event) => {
          event.preventDefault();
          onSave();
        }}
      >
        {children}
        <GuardedProblem action={action} />
        <Button type="submit" kind="primary" busy={action.isBusy}>
          {verb ?? common.save}
        </Button>
      </form>
    </>
  );
}
