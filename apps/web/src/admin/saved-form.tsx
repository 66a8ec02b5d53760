/** A form of the console that is saved as a whole: what it is about, its fields, what went wrong, and the button. */
import type { ReactNode } from "react";
import type { Action } from "../dialogs/use-action.ts";
import settings from "../settings/settings-page.module.css";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/use-words.ts";

interface SavedFormProps {
  readonly says: string;
  readonly action: Action;
  readonly onSave: () => void;
  readonly children: ReactNode;
}

export function SavedForm({ says, action, onSave, children }: SavedFormProps) {
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
        <Problem text={action.problem} />
        <Button type="submit" kind="primary" busy={action.isBusy}>
          {common.save}
        </Button>
      </form>
    </>
  );
}
