/** Whether groups of the directory may give officers' roles: off until an owner says so, as a change of the policy. */
import { useMemo, useState } from "react";
import settings from "../../settings/settings-page.module.css";
import { useMay } from "../../state/permissions.ts";
import { Switch } from "../../ui/field.tsx";
import { SavePolicy } from "../roles/save-policy.tsx";
import { usePolicy } from "../roles/use-policy.ts";
import { useDirectoryWords } from "./words/use-directory-words.ts";

export function OfficersByGroup() {
  const words = useDirectoryWords();
  const mayChange = useMay("policy.change");
  const policy = usePolicy();
  const document = policy.now?.document;
  const [chosen, setChosen] = useState<boolean>();
  const officersByGroup = chosen ?? document?.officersByGroup ?? false;
  const next = useMemo(() => document && { ...document, officersByGroup }, [document, officersByGroup]);
  if (next === undefined) return null;
  const close = () => setChosen(undefined);
  return (
    <div className={settings.card}>
      {mayChange ? (
        <Switch label={words.officers} hint={words.officersHint} on={officersByGroup} onSwitch={setChosen} />
      ) : (
        <p>{officersByGroup ? words.officersOn : words.officersOff}</p>
      )}
      {officersByGroup !== document?.officersByGroup && (
        <SavePolicy policy={policy} next={next} onDone={close} onCancel={close} />
      )}
    </div>
  );
}
