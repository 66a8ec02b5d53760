/** Settings: what one reported, and what became of it. */
import type { ReportAnswer } from "@warbler/protocol";
import { failureText } from "../chat/failure-text.ts";
import { api } from "../platform/api.ts";
import settings from "../settings/settings-page.module.css";
import { useName } from "../state/people.ts";
import { Problem } from "../ui/problem.tsx";
import { dateTime } from "../ui/times.ts";
import { useLang } from "../words/use-words.ts";
import { useReports } from "./use-reports.ts";
import { useReportWords } from "./words/use-report-words.ts";

const own = async () => (await api("ownReports", undefined)).reports;

export function OwnReports() {
  const words = useReportWords();
  const lang = useLang();
  const { reports, error } = useReports(own);
  return (
    <>
      <p className={settings.intro}>{words.mine}</p>
      <div className={settings.card}>
        <Problem text={error === undefined ? undefined : failureText(error, lang)} />
        {reports?.length === 0 && <p>{words.none}</p>}
        {reports?.map((report) => (
          <Own key={report.id} report={report} />
        ))}
      </div>
    </>
  );
}

function Own({ report }: { readonly report: ReportAnswer }) {
  const words = useReportWords();
  const lang = useLang();
  const author = useName(report.author);
  return (
    <div className={settings.row}>
      <div className={settings.grow}>
        <b>
          {words.reasons[report.reason]} <span className={settings.tag}>{words.states[report.state]}</span>
        </b>
        <small>{words.from(author, dateTime(report.madeAtMs, lang))}</small>
        {report.outcome !== undefined && <small>{words.outcomes[report.outcome]}</small>}
        {report.answer !== undefined && report.answer !== "" && <small>{words.answered(report.answer)}</small>}
      </div>
    </div>
  );
}
