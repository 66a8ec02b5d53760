/** Console: by which services people sign in; one of them, or a new one, stands in the address behind the section's name. */
import type { ApiAnswer } from "@warbler/protocol";
import { useCallback, useEffect, useState } from "react";
import { failureText } from "../../chat/failure-text.ts";
import { useAction } from "../../dialogs/use-action.ts";
import { api } from "../../platform/api.ts";
import settings from "../../settings/settings-page.module.css";
import { useMay } from "../../state/permissions.ts";
import { Switch } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import { RouteLink } from "../../ui/route-link.tsx";
import { useLang } from "../../words/use-words.ts";
import { GuardedProblem } from "../guarded-problem.tsx";
import { placeIn, usePlace } from "../place.ts";
import { NewService } from "./new-service.tsx";
import { Service } from "./service.tsx";
import css from "./services.module.css";
import { useSsoAdminWords } from "./words/use-sso-admin-words.ts";

type List = ApiAnswer<"ssoProviders">;

export function SingleSignOn() {
  const words = useSsoAdminWords();
  const lang = useLang();
  const { path } = usePlace();
  const [list, setList] = useState<List>();
  const [error, setError] = useState<unknown>();
  const load = useCallback(async () => {
    try {
      setList(await api("ssoProviders", undefined));
    } catch (failure) {
      setError(failure);
    }
  }, []);
  useEffect(() => void load(), [load]);
  const [open] = path;
  const service = list?.providers.find(({ id }) => id === open);
  return (
    <>
      <Problem text={error === undefined ? undefined : failureText(error, lang)} />
      {open !== undefined && (
        <p className={css.back}>
          <RouteLink to={placeIn("sso")}>{words.back}</RouteLink>
        </p>
      )}
      {open === "new" && <NewService onAdded={load} />}
      {service !== undefined && <Service key={service.changedAtMs} service={service} onChanged={load} />}
      {open === undefined && list !== undefined && <Services list={list} onChanged={load} />}
    </>
  );
}

function Services({ list, onChanged }: { readonly list: List; readonly onChanged: () => Promise<void> }) {
  const words = useSsoAdminWords();
  const lang = useLang();
  const may = useMay("sso.configure");
  const action = useAction();
  const body = { isRequired: !list.isRequired };
  const require = () =>
    action.run(async () => {
      await api("requireSso", body);
      await onChanged();
    });
  return (
    <>
      <p className={settings.intro}>{words.says}</p>
      <div className={settings.card}>
        {list.providers.length === 0 && <p>{words.none}</p>}
        {list.providers.map((one) => (
          <div key={one.id} className={settings.row}>
            <div className={settings.grow}>
              <b>
                <RouteLink to={placeIn("sso", [one.id])}>{one.names[lang]}</RouteLink>
                <span className={settings.tag}>
                  {one.isOn ? words.on : one.testedAtMs === undefined ? words.untested : words.off}
                </span>
              </b>
              <small>
                {one.issuer} · {words.people(one.people, one.onlyWayOf)}
              </small>
            </div>
          </div>
        ))}
        {may && (
          <p>
            <RouteLink to={placeIn("sso", ["new"])}>{words.add}</RouteLink>
          </p>
        )}
      </div>
      {may && (list.isRequired || list.providers.some(({ isOn }) => isOn)) && (
        <div className={settings.card}>
          <Switch label={words.only} hint={words.onlyHint(list.withoutLink)} on={list.isRequired} onSwitch={require} />
          <GuardedProblem action={action} />
        </div>
      )}
    </>
  );
}
