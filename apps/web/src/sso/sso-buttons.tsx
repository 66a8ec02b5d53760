/** A button for each service by which one can sign in, or join with an invitation. */
import type { SsoChoices } from "@warbler/protocol";
import { LogIn } from "lucide-react";
import { useEffect, useState } from "react";
import { useAction } from "../dialogs/use-action.ts";
import { engine } from "../platform/engine.ts";
import { goToService } from "../platform/sso-way.ts";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import { useLang } from "../words/use-words.ts";
import css from "./sso.module.css";
import { useSsoWords } from "./words/use-sso-words.ts";

export function SsoButtons({ invitation }: { readonly invitation?: string }) {
  const words = useSsoWords();
  const lang = useLang();
  const [choices, setChoices] = useState<SsoChoices>();
  const action = useAction();
  useEffect(() => {
    // Where the services cannot be asked for, the other ways in are there.
    engine.ask("ssoChoices").then(setChoices, () => undefined);
  }, []);
  if (choices === undefined || choices.providers.length === 0) return null;
  const begin = (provider: SsoChoices["providers"][number]["id"]) =>
    action.run(() =>
      goToService("sign-in", (challenge) =>
        engine.ask("beginSso", { provider, challenge, ...(invitation !== undefined && { invitation }) }),
      ),
    );
  const label = invitation === undefined ? words.signInWith : words.joinWith;
  return (
    <div className={css.ways}>
      <p className={css.or}>{choices.isRequired ? words.required : words.or}</p>
      {choices.providers.map(({ id, names }) => (
        <Button
          key={id}
          wide
          kind={choices.isRequired ? "primary" : "plain"}
          busy={action.isBusy}
          onClick={() => begin(id)}
        >
          <LogIn size={18} aria-hidden /> {label(names[lang])}
        </Button>
      ))}
      <Problem text={action.problem} />
    </div>
  );
}
