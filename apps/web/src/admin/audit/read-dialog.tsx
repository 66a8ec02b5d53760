/** What was read of the log under dual control: told this once, to be saved. */
import type { AuditAnswer } from "@warbler/protocol";
import { auditExportOf } from "@warbler/sdk/admin";
import { useAction } from "../../dialogs/use-action.ts";
import { api } from "../../platform/api.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Problem } from "../../ui/problem.tsx";
import { useWords } from "../../words/use-words.ts";
import { saveAudit } from "./save-audit.ts";
import { useAuditWords } from "./words/use-audit-words.ts";

export function ReadDialog({ read, onClose }: { readonly read: AuditAnswer; readonly onClose: () => void }) {
  const words = useAuditWords();
  const { common } = useWords();
  const action = useAction();
  const save = () => action.run(async () => saveAudit(auditExportOf(await api("logKey", undefined), read)));
  return (
    <Dialog
      title={words.doneTitle}
      says={words.done(read.facts.length)}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{common.close}</Button>
          <Button kind="primary" busy={action.isBusy} onClick={save}>
            {words.save}
          </Button>
        </>
      }
    >
      <p>{words.saveSays}</p>
      <Problem text={action.problem} />
    </Dialog>
  );
}
