/** Changes the password, which ends every other session. */
import { type SubmitEvent, useEffect, useState } from "react";
import { PasswordMeter } from "../account/password-meter.tsx";
import { useOwnWords } from "../account/use-own-words.ts";
import { usePasswordMin } from "../account/use-password-min.ts";
import { useAction } from "../dialogs/use-action.ts";
import type { Me } from "../engine/engine-api.ts";
import { engine } from "../platform/engine.ts";
import { inSilence } from "../state/attempt.ts";
import { toast } from "../state/toasts.ts";
import { Button } from "../ui/button.tsx";
import { PasswordField } from "../ui/field.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/use-words.ts";
import css from "./settings-page.module.css";

export function PasswordSettings({ me }: { readonly me: Me }) {
  const words = useWords();
  const [before, setBefore] = useState("");
  const [next, setNext] = useState("");
  const [hasFactor, setHasFactor] = useState(false);
  useEffect(() => {
    const told = engine
      .ask("factors")
      .then(({ passkeys, totp }) => setHasFactor(passkeys.length > 0 || totp !== undefined));
    inSilence(told);
  }, []);
  const minChars = usePasswordMin(hasFactor);
  const ownWords = useOwnWords();
  const action = useAction();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    action.run(async () => {
      await engine.ask("changePassword", before, next);
      setBefore("");
      setNext("");
      toast(words.settings.passwordChanged);
    });
  };
  const labels = { showLabel: words.account.showPassword, hideLabel: words.account.hidePassword };
  return (
    <div className={css.card}>
      <p className={css.says}>{words.settings.passwordSays}</p>
      <form className={css.form} onSubmit={submit}>
        <PasswordField
          {...labels}
          label={words.settings.oldPassword}
          autoComplete="current-password"
          required
          value={before}
          onText={setBefore}
        />
        <PasswordField
          {...labels}
          label={words.settings.newPassword}
          hint={
            <PasswordMeter
              password={next}
              minChars={minChars}
              context={[me.handle, me.name, me.organisation, ...ownWords]}
            />
          }
          autoComplete="new-password"
          required
          minLength={minChars}
          value={next}
          onText={setNext}
        />
        <Problem text={action.problem} />
        <Button type="submit" kind="primary" busy={action.isBusy}>
          {words.settings.changePassword}
        </Button>
      </form>
    </div>
  );
}
