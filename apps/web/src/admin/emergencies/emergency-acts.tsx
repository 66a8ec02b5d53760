/** One emergency: what the person did meanwhile, as the audit log has it, and the judgement of somebody else. */
import { type EmergencyActs as Acts, factWords, JUDGEMENTS, type Judgement, LIMITS } from "@warbler/protocol";
import { useCallback, useEffect, useState } from "react";
import { failureText } from "../../chat/failure-text.ts";
import { useAction } from "../../dialogs/use-action.ts";
import { EmergencyLine } from "../../emergency/emergency-line.tsx";
import { useEmergencyWords } from "../../emergency/words/use-emergency-words.ts";
import type { Me } from "../../engine/engine-api.ts";
import { api } from "../../platform/api.ts";
import settings from "../../settings/settings-page.module.css";
import { peopleStore } from "../../state/chat-state.ts";
import { cleanName } from "../../state/people.ts";
import { useMay } from "../../state/permissions.ts";
import { useStore } from "../../state/store.ts";
import { toast } from "../../state/toasts.ts";
import { Button } from "../../ui/button.tsx";
import { Choices, TextField } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import { RouteLink } from "../../ui/route-link.tsx";
import { Time } from "../../ui/time.tsx";
import { useLang } from "../../words/use-words.ts";
import { placeIn } from "../place.ts";

export function EmergencyActs({ id, me }: { readonly id: string; readonly me: Me }) {
  const words = useEmergencyWords().admin;
  const lang = useLang();
  const [shown, setShown] = useState<Acts>();
  const [error, setError] = useState<unknown>();
  const load = useCallback(() => {
    api("emergencyActs", undefined, { emergency: id }).then(setShown, setError);
  }, [id]);
  useEffect(load, [load]);
  return (
    <>
      <p className={settings.intro}>
        <RouteLink to={placeIn("emergencies")}>{words.back}</RouteLink>
      </p>
      <Problem text={error === undefined ? undefined : failureText(error, lang)} />
      {shown !== undefined && (
        <>
          <div className={settings.card}>
            <EmergencyLine emergency={shown.emergency} />
          </div>
          <Done shown={shown} />
          <Judging shown={shown} me={me} onJudged={load} />
        </>
      )}
    </>
  );
}

function Done({ shown: { emergency, acts, more } }: { readonly shown: Acts }) {
  const words = useEmergencyWords().admin;
  const lang = useLang();
  const people = useStore(peopleStore);
  const mayRead = useMay("audit.query");
  const day = dayOf(emergency.begunAtMs);
  return (
    <section aria-labelledby="acts-title">
      <h2 id="acts-title" className={settings.heading}>
        {words.acts}
      </h2>
      <div className={settings.card}>
        <p className={settings.says}>{words.actsSays}</p>
        {acts.length === 0 && <p>{words.noActs}</p>}
        {acts.map(({ leaf, position, kind, atMs, detail }) => {
          const on = [...people.values()].find(({ id }) => id === detail?.["account"] && id !== emergency.account);
          const reason = detail?.["reason"];
          return (
            <div key={`${leaf}/${position}`} className={settings.row}>
              <div className={settings.grow}>
                <b>{factWords(kind)?.[lang] ?? kind}</b> {on !== undefined && words.on(cleanName(on.name))}
                <small>
                  <Time atMs={atMs} /> · {kind} · {leaf}/{position}
                </small>
                {typeof reason === "string" && <small>{cleanName(reason)}</small>}
              </div>
            </div>
          );
        })}
        {more && <p>{words.more}</p>}
        {mayRead && (
          <p>
            <RouteLink to={placeIn("audit", [], { after: day, before: day })}>{words.openLog}</RouteLink>
          </p>
        )}
      </div>
    </section>
  );
}

interface JudgingProps {
  readonly shown: Acts;
  readonly me: Me;
  readonly onJudged: () => void;
}

function Judging({ shown: { emergency }, me, onJudged }: JudgingProps) {
  const words = useEmergencyWords().admin;
  const [judgement, setJudgement] = useState<Judgement>("justified");
  const [note, setNote] = useState("");
  const action = useAction();
  const judge = () =>
    action.run(async () => {
      await api("judgeEmergency", { judgement, note: note.trim() }, { emergency: emergency.id });
      toast(words.saved);
      onJudged();
    });
  if (emergency.judgedBy !== undefined) return null;
  const isOwn = emergency.account === me.account;
  return (
    <section aria-labelledby="judge-title">
      <h2 id="judge-title" className={settings.heading}>
        {words.judge}
      </h2>
      {isOwn || emergency.state === "active" ? (
        <p className={settings.card}>{isOwn ? words.own : words.later}</p>
      ) : (
        <form
          className={settings.card}
          onSubmit={(event) => {
            event.preventDefault();
            judge();
          }}
        >
          <p className={settings.says}>{words.judgeSays}</p>
          <Choices
            label={words.verdict}
            value={judgement}
            options={JUDGEMENTS.map((value) => ({ value, label: words.judgements[value] }))}
            onChoose={setJudgement}
          />
          <TextField label={words.note} value={note} maxLength={LIMITS.reasonChars} onText={setNote} />
          <Problem text={action.problem} />
          <div className={settings.buttons}>
            <Button type="submit" kind="primary" busy={action.isBusy} disabled={note.trim() === ""}>
              {words.save}
            </Button>
          </div>
        </form>
      )}
    </section>
  );
}

/** As a field of dates has it, in the reader's own time zone. */
function dayOf(atMs: number): string {
  const date = new Date(atMs);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
