/** Says what became of a report; its reporter sees it. */
import { LIMITS, REPORT_OUTCOMES, type ReportId, type ReportOutcome } from "@warbler/protocol";
import { useState } from "react";
import { useAction } from "../../dialogs/use-action.ts";
import { api } from "../../platform/api.ts";
import { useReportWords } from "../../reports/words/use-report-words.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Choices, TextField } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import { useWords } from "../../words/use-words.ts";

export function CloseReport({ id, onClose }: { readonly id: ReportId; readonly onClose: () => void }) {
  const common = useWords().common;
  const words = useReportWords();
  const [outcome, setOutcome] = useState<ReportOutcome>("acted");
  const [answer, setAnswer] = useState("");
  const action = useAction();
  const close = () =>
    action.run(async () => {
      await api("closeReport", { outcome, answer }, { report: id });
      onClose();
    });
  return (
    <Dialog
      title={words.closeTitle}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button kind="primary" busy={action.isBusy} onClick={close}>
            {words.close}
          </Button>
        </>
      }
    >
      <Choices
        label={words.outcome}
        value={outcome}
        options={REPORT_OUTCOMES.map((value) => ({ value, label: words.outcomes[value] }))}
        onChoose={setOutcome}
      />
      <TextField label={words.answer} maxLength={LIMITS.reportNoteChars} value={answer} onText={setAnswer} />
      <Problem text={action.problem} />
    </Dialog>
  );
}
