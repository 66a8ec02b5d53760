/** The session ended while somebody was here: they sign in again in place, and nothing on the page is lost. */

import type { Me } from "../engine/engine-api.ts";
import { engine } from "../platform/engine.ts";
import { attempt } from "../state/attempt.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { useWords } from "../words/use-words.ts";
import css from "./expired-dialog.module.css";
import { SignInForm } from "./sign-in-form.tsx";

export function ExpiredDialog({ me }: { readonly me: Me }) {
  const words = useWords().account;
  return (
    <Dialog
      title={words.expiredTitle}
      says={words.expiredSays}
      foot={
        <Button kind="quiet" onClick={() => attempt(engine.ask("signOut"))}>
          {words.notMe}
        </Button>
      }
    >
      <div className={css.form}>
        <SignInForm handle={me.handle} isFixed />
      </div>
    </Dialog>
  );
}
