/** Settings: one's own sign-ins elsewhere, linked and unlinked. */
import type { SsoChoices, SsoLink } from "@warbler/protocol";
import { LogIn } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { useAction } from "../dialogs/use-action.ts";
import { api } from "../platform/api.ts";
import { engine } from "../platform/engine.ts";
import { goToService } from "../platform/sso-way.ts";
import settings from "../settings/settings-page.module.css";
import { cleanName } from "../state/people.ts";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import { dateTime } from "../ui/times.ts";
import { useLang } from "../words/use-words.ts";
import { useSsoWords } from "./words/use-sso-words.ts";

export function SsoLinks() {
  const words = useSsoWords();
  const lang = useLang();
  const [links, setLinks] = useState<readonly SsoLink[]>([]);
  const [providers, setProviders] = useState<SsoChoices["providers"]>([]);
  const action = useAction();
  const load = useCallback(() => {
    api("ssoLinks", undefined).then(
      (answer) => setLinks(answer.links),
      () => undefined,
    );
    engine.ask("ssoChoices").then(
      (answer) => setProviders(answer.providers),
      () => undefined,
    );
  }, []);
  useEffect(load, [load]);
  if (links.length + providers.length === 0) return null;
  const link = (provider: SsoChoices["providers"][number]["id"]) =>
    action.run(() => goToService("link", (challenge) => api("beginSsoLink", { provider, challenge })));
  const unlink = (one: SsoLink) =>
    action.run(async () => {
      await api("unlinkSso", undefined, { link: one.id });
      load();
    });
  return (
    <>
      <h2 className={settings.heading}>{words.linksTitle}</h2>
      <p className={settings.intro}>{words.linksSays}</p>
      <div className={settings.card}>
        {links.map((one) => (
          <div key={one.id} className={settings.row}>
            <LogIn size={26} aria-hidden />
            <div className={settings.grow}>
              <b>{one.names[lang]}</b>
              <small>
                {cleanName(one.shown)} ·{" "}
                {one.usedAtMs === undefined
                  ? words.since(dateTime(one.linkedAtMs, lang))
                  : words.used(dateTime(one.usedAtMs, lang))}
              </small>
            </div>
            <Button small onClick={() => unlink(one)}>
              {words.unlink}
            </Button>
          </div>
        ))}
        {providers
          .filter(({ id }) => !links.some(({ provider }) => provider === id))
          .map(({ id, names }) => (
            <Button key={id} busy={action.isBusy} onClick={() => link(id)}>
              {words.link(names[lang])}
            </Button>
          ))}
        {action.problem !== undefined && <Problem text={action.problem} />}
      </div>
    </>
  );
}
