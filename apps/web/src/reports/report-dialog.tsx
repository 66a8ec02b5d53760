/** Reports a message to those who look after security, and says before what that discloses. */
import { LIMITS, REPORT_REASONS, type ReportReason } from "@warbler/protocol";
import type { TimelineMessage } from "@warbler/sdk";
import { useState } from "react";
import { Markdown } from "../chat/markdown.tsx";
import edits from "../dialogs/edits-dialog.module.css";
import { useAction } from "../dialogs/use-action.ts";
import { engine } from "../platform/engine.ts";
import { useRoom } from "../state/people.ts";
import { toast } from "../state/toasts.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Choices, Switch, TextField } from "../ui/field.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/use-words.ts";
import { useReportWords } from "./words/use-report-words.ts";

const MOST_SHOWN = 600;
const CONTEXT = LIMITS.messagesPerReport - 1;

interface ReportDialogProps {
  readonly message: TimelineMessage;
  readonly link?: string;
  readonly onClose: () => void;
}

export function ReportDialog({ message, link = "", onClose }: ReportDialogProps) {
  const common = useWords().common;
  const words = useReportWords();
  const level = useRoom(message.room)?.level;
  const [reason, setReason] = useState<ReportReason>("phishing");
  const [note, setNote] = useState(link.slice(0, LIMITS.reportNoteChars));
  const [hasContext, setContext] = useState(false);
  const action = useAction();
  const report = () =>
    action.run(async () => {
      const { room, id } = message;
      await engine.ask("report", room, { message: id, reason, note, context: hasContext ? CONTEXT : 0 });
      toast(words.sent);
      onClose();
    });
  return (
    <Dialog
      title={words.title}
      says={words.says}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button kind="danger" busy={action.isBusy} onClick={report}>
            {words.send}
          </Button>
        </>
      }
    >
      <div className={edits.versions}>
        <Markdown text={message.text.slice(0, MOST_SHOWN)} />
      </div>
      <Choices
        label={words.reason}
        value={reason}
        options={REPORT_REASONS.map((value) => ({ value, label: words.reasons[value] }))}
        onChoose={setReason}
      />
      <TextField label={words.note} maxLength={LIMITS.reportNoteChars} value={note} onText={setNote} />
      <Switch label={words.context} on={hasContext} onSwitch={setContext} />
      <p>{level === "sealed" ? words.sealed : words.endToEnd}</p>
      <Problem text={action.problem} />
    </Dialog>
  );
}
