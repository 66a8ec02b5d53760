/** Console: reads the audit log, and saves what was read with proofs. */
import { type AuditAnswer, FACT_KINDS, FACT_WORDS, factWords } from "@warbler/protocol";
import { type AuditFilter, exportAudit } from "@warbler/sdk/admin";
import { useState } from "react";
import { useAction } from "../../dialogs/use-action.ts";
import { api } from "../../platform/api.ts";
import settings from "../../settings/settings-page.module.css";
import { peopleStore } from "../../state/chat-state.ts";
import { cleanName } from "../../state/people.ts";
import { useStore } from "../../state/store.ts";
import { toast } from "../../state/toasts.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { Time } from "../../ui/time.tsx";
import { useLang } from "../../words/use-words.ts";
import { GuardedProblem } from "../guarded-problem.tsx";
import { usePlace } from "../place.ts";
import { saveAudit } from "./save-audit.ts";
import { useAuditWords } from "./words/use-audit-words.ts";

const DAY_MS = 86_400_000;

export function Audit() {
  const words = useAuditWords();
  const lang = useLang();
  const [reason, setReason] = useState("");
  const { query } = usePlace();
  const [kind, setKind] = useState("");
  const [after, setAfter] = useState(query.get("after") ?? "");
  const [before, setBefore] = useState(query.get("before") ?? "");
  const [read, setRead] = useState<AuditAnswer>();
  const action = useAction();
  const filter: AuditFilter = {
    reason: reason.trim(),
    ...(kind !== "" && { kind }),
    ...(after !== "" && { afterMs: beginningOf(after) }),
    ...(before !== "" && { beforeMs: beginningOf(before) + DAY_MS }),
  };
  const look = () => action.run(async () => setRead(await api("queryAudit", { ...filter, proofs: true })));
  const save = () =>
    action.run(async () => {
      const made = await exportAudit({ api }, filter);
      saveAudit(made);
      toast(made.more ? `${words.saved(made.facts.length)} ${words.more}` : words.saved(made.facts.length));
    });
  return (
    <>
      <div className={settings.card}>
        <p className={settings.says}>{words.says}</p>
        <TextField label={words.reason} value={reason} maxLength={200} onText={setReason} />
        <Select
          label={words.kind}
          value={kind}
          options={[
            { value: "", label: words.anyKind },
            ...FACT_KINDS.map((value) => ({ value, label: `${value} · ${FACT_WORDS[value][lang]}` })),
          ]}
          onChoose={setKind}
        />
        <TextField type="date" label={words.after} value={after} onText={setAfter} />
        <TextField type="date" label={words.before} value={before} onText={setBefore} />
        <div className={settings.buttons}>
          <Button kind="primary" busy={action.isBusy} disabled={reason.trim() === ""} onClick={look}>
            {words.read}
          </Button>
          <Button busy={action.isBusy} disabled={reason.trim() === ""} onClick={save}>
            {words.save}
          </Button>
        </div>
        <p className={settings.says}>{words.saveSays}</p>
        <GuardedProblem action={action} />
      </div>
      {read !== undefined && <Facts facts={read.facts} />}
    </>
  );
}

function Facts({ facts }: Pick<AuditAnswer, "facts">) {
  const words = useAuditWords();
  const lang = useLang();
  const people = useStore(peopleStore);
  const nameOf = (subject: AuditAnswer["facts"][number]["subject"]) =>
    subject === undefined ? words.server : cleanName(people.get(subject)?.name ?? subject);
  return (
    <section aria-labelledby="facts-title">
      <h2 id="facts-title" className={settings.heading}>
        {words.facts}
      </h2>
      <div className={settings.card}>
        {facts.length === 0 && <p>{words.none}</p>}
        {facts.map(({ leaf, position, kind, atMs, subject, detail, erased }) => (
          <div key={`${leaf}/${position}`} className={settings.row}>
            <div className={settings.grow}>
              <b>{factWords(kind)?.[lang] ?? kind}</b> {nameOf(subject)}
              <small>
                <Time atMs={atMs} /> · {kind} · {leaf}/{position}
              </small>
              <p className={settings.says}>{erased ? words.erased : cleanName(JSON.stringify(detail))}</p>
            </div>
          </div>
        ))}
      </div>
    </section>
  );
}

/** The first moment of a day, as it is here. */
const beginningOf = (day: string): number => new Date(`${day}T00:00`).getTime();
