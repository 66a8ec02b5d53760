/** One passkey in the settings: what is known of it, a name of one's own for it, and its end. */
import { LIMITS, type PasskeyAnswer } from "@warbler/protocol";
import { Fingerprint } from "lucide-react";
import { useState } from "react";
import { useAction } from "../dialogs/use-action.ts";
import { engine } from "../platform/engine.ts";
import settings from "../settings/settings-page.module.css";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/field.tsx";
import { Problem } from "../ui/problem.tsx";
import { dateTime } from "../ui/times.ts";
import { useLang, useWords } from "../words/use-words.ts";
import { useSecurityWords } from "./words/use-security-words.ts";

const ML_DSA_44 = -48;

interface PasskeyProps {
  readonly passkey: PasskeyAnswer;
  readonly change: (work: () => Promise<void>) => void;
}

export function Passkey({ passkey, change }: PasskeyProps) {
  const words = useSecurityWords().factors;
  const lang = useLang();
  const [isRenaming, setRenaming] = useState(false);
  const { id, name, usedAtMs, addedAtMs, isSynced, algorithm } = passkey;
  const about = [
    usedAtMs === undefined ? words.unused(dateTime(addedAtMs, lang)) : words.used(dateTime(usedAtMs, lang)),
    ...(isSynced ? [words.synced] : []),
    ...(algorithm === ML_DSA_44 ? [words.quantum] : []),
  ];
  return (
    <div className={settings.row}>
      <Fingerprint size={26} aria-hidden />
      <div className={settings.grow}>
        <b dir="auto">{name}</b>
        <small>{about.join(" · ")}</small>
      </div>
      <div className={settings.buttons}>
        <Button small aria-label={`${words.rename}: ${name}`} onClick={() => setRenaming(true)}>
          {words.rename}
        </Button>
        <Button
          small
          aria-label={`${words.remove}: ${name}`}
          onClick={() => change(() => engine.ask("removePasskey", id))}
        >
          {words.remove}
        </Button>
      </div>
      {isRenaming && (
        <RenameDialog
          passkey={passkey}
          onClose={(isRenamed) => {
            setRenaming(false);
            if (isRenamed) change(async () => undefined);
          }}
        />
      )}
    </div>
  );
}

interface RenameDialogProps {
  readonly passkey: PasskeyAnswer;
  readonly onClose: (isRenamed: boolean) => void;
}

function RenameDialog({ passkey, onClose }: RenameDialogProps) {
  const words = useSecurityWords().factors;
  const { common } = useWords();
  const [name, setName] = useState(passkey.name);
  const action = useAction();
  const rename = () =>
    action.run(async () => {
      await engine.ask("renamePasskey", passkey.id, name.trim());
      onClose(true);
    });
  return (
    <Dialog title={words.renameTitle} says={words.renameSays} onClose={() => onClose(false)}>
      <form
        className={settings.form}
        onSubmit={(event) => {
          event.preventDefault();
          rename();
        }}
      >
        <TextField label={words.name} value={name} maxLength={LIMITS.passkeyNameChars} onText={setName} />
        <Problem text={action.problem} />
        <div className={settings.buttons}>
          <Button onClick={() => onClose(false)}>{common.cancel}</Button>
          <Button type="submit" kind="primary" busy={action.isBusy} disabled={name.trim() === ""}>
            {common.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
