/** Console: who took a role in an emergency, what they did with it, what is said of it, and who may. */
import type { Emergency } from "@warbler/protocol";
import { useCallback, useEffect, useState } from "react";
import { failureText } from "../../chat/failure-text.ts";
import { useAction } from "../../dialogs/use-action.ts";
import { EmergencyLine } from "../../emergency/emergency-line.tsx";
import { useEmergencyWords } from "../../emergency/words/use-emergency-words.ts";
import type { Me } from "../../engine/engine-api.ts";
import { api } from "../../platform/api.ts";
import { engine } from "../../platform/engine.ts";
import settings from "../../settings/settings-page.module.css";
import { wheneverOnline } from "../../state/online.ts";
import { useMay } from "../../state/permissions.ts";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/problem.tsx";
import { RouteLink } from "../../ui/route-link.tsx";
import { useLang } from "../../words/use-words.ts";
import { placeIn, usePlace } from "../place.ts";
import { usePolicy } from "../roles/use-policy.ts";
import { EmergencyActs } from "./emergency-acts.tsx";
import { EmergencyPolicy } from "./emergency-policy.tsx";

export function Emergencies({ me }: { readonly me: Me }) {
  const [id] = usePlace().path;
  return id === undefined ? <All me={me} /> : <EmergencyActs id={id} me={me} />;
}

function All({ me }: { readonly me: Me }) {
  const words = useEmergencyWords().admin;
  const lang = useLang();
  const policy = usePolicy();
  const [all, setAll] = useState<readonly Emergency[]>();
  const [error, setError] = useState<unknown>();
  const load = useCallback(() => {
    api("emergencies", undefined).then(({ emergencies }) => {
      setAll(emergencies);
      setError(undefined);
    }, setError);
  }, []);
  useEffect(() => {
    const stops = [
      engine.onEvent(({ type }) => {
        if (type === "emergency") load();
      }),
      wheneverOnline(load),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [load]);
  return (
    <>
      <p className={settings.intro}>{words.says}</p>
      <section aria-labelledby="emergencies-title">
        <h2 id="emergencies-title" className={settings.heading}>
          {words.all}
        </h2>
        <div className={settings.card}>
          <Problem text={error === undefined ? undefined : failureText(error, lang)} />
          {all?.length === 0 && <p>{words.none}</p>}
          {all?.map((one) => (
            <Row key={one.id} emergency={one} me={me} onChanged={load} />
          ))}
        </div>
      </section>
      {policy.now !== undefined && <EmergencyPolicy policy={policy} document={policy.now.document} />}
    </>
  );
}

function Row({
  emergency,
  me,
  onChanged,
}: {
  readonly emergency: Emergency;
  readonly me: Me;
  readonly onChanged: () => void;
}) {
  const words = useEmergencyWords().admin;
  const mayEnd = useMay("emergency.end");
  const mayJudge = useMay("emergency.judge");
  const action = useAction();
  const { id, state, account } = emergency;
  const end = () =>
    action.run(async () => {
      await api("endEmergency", undefined, { emergency: id });
      onChanged();
    });
  return (
    <>
      <EmergencyLine emergency={emergency}>
        {state === "active" && mayEnd && (
          <Button small kind="danger" busy={action.isBusy} onClick={end}>
            {words.end}
          </Button>
        )}
        {mayJudge && (
          <RouteLink to={placeIn("emergencies", [id])}>
            {state === "ended" && account !== me.account ? words.look : words.lookAgain}
          </RouteLink>
        )}
      </EmergencyLine>
      <Problem text={action.problem} />
    </>
  );
}
