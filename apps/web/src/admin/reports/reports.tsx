/** Console: the inbox of reported messages. */
import { REPORT_STATES, type ReportAnswer, type ReportState } from "@warbler/protocol";
import { useCallback, useState } from "react";
import { failureText } from "../../chat/failure-text.ts";
import { useAction } from "../../dialogs/use-action.ts";
import type { Me } from "../../engine/engine-api.ts";
import { api } from "../../platform/api.ts";
import { useReports } from "../../reports/use-reports.ts";
import { useReportWords } from "../../reports/words/use-report-words.ts";
import settings from "../../settings/settings-page.module.css";
import { useName } from "../../state/people.ts";
import { Button } from "../../ui/button.tsx";
import { Choices } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import { dateTime } from "../../ui/times.ts";
import { useLang } from "../../words/use-words.ts";
import { CloseReport } from "./close-report.tsx";
import { Disclosed } from "./disclosed.tsx";
import css from "./reports.module.css";

type Shown = ReportState | "all";

export function Reports({ me }: { readonly me: Me }) {
  const words = useReportWords();
  const lang = useLang();
  const [shown, setShown] = useState<Shown>("open");
  const ask = useCallback(
    async () => (await api("reports", shown === "all" ? {} : { state: shown })).reports,
    [shown],
  );
  const { reports, error } = useReports(ask);
  const options = [
    ...REPORT_STATES.map((value) => ({ value, label: words.states[value] })),
    { value: "all" as const, label: words.all },
  ];
  return (
    <>
      <p className={settings.intro}>{words.inbox}</p>
      <div className={settings.card}>
        <Choices<Shown> label={words.show} value={shown} options={options} onChoose={setShown} />
        <Problem text={error === undefined ? undefined : failureText(error, lang)} />
        {reports?.length === 0 && <p>{words.empty}</p>}
        {reports?.map((report) => (
          <Report key={report.id} report={report} me={me} />
        ))}
      </div>
    </>
  );
}

function Report({ report, me }: { readonly report: ReportAnswer; readonly me: Me }) {
  const words = useReportWords();
  const lang = useLang();
  const [isOpen, setOpen] = useState(false);
  const [isClosing, setClosing] = useState(false);
  const [author, reporter, handler] = [useName(report.author), useName(report.reporter), useName(report.handler)];
  const action = useAction();
  const { id, state, handler: by } = report;
  const isReporter = me.account === report.reporter;
  const take = () =>
    action.run(async () => {
      await api("takeReport", undefined, { report: id });
    });
  return (
    <article className={css.report}>
      <b>
        {words.reasons[report.reason]} <span className={settings.tag}>{words.states[state]}</span>{" "}
        {by !== undefined && <small>{words.handledBy(handler)}</small>}
      </b>
      <small>{words.about(author)}</small>
      <small>{words.by(reporter, dateTime(report.madeAtMs, lang))}</small>
      {report.note !== "" && <p className={css.note}>{report.note}</p>}
      {report.outcome !== undefined && <p>{words.outcomes[report.outcome]}</p>}
      {isOpen && <Disclosed id={id} />}
      <Problem text={action.problem} />
      <div className={css.doors}>
        {!isOpen && <Button onClick={() => setOpen(true)}>{words.open}</Button>}
        {state !== "closed" && by !== me.account && (
          <Button busy={action.isBusy} onClick={take}>
            {words.take}
          </Button>
        )}
        {state !== "closed" && !isReporter && (
          <Button kind="primary" onClick={() => setClosing(true)}>
            {words.close}
          </Button>
        )}
      </div>
      {state !== "closed" && isReporter && <small>{words.notJudge}</small>}
      {isClosing && <CloseReport id={id} onClose={() => setClosing(false)} />}
    </article>
  );
}
