/** Console: of whom a second factor is asked, how good passwords must be, and whether browsers must have an app lock. */
import { LIMITS, type SecuritySettings } from "@warbler/protocol";
import { useEffect, useState } from "react";
import { useAction } from "../../dialogs/use-action.ts";
import { api } from "../../platform/api.ts";
import { engine } from "../../platform/engine.ts";
import { useSecurityWords } from "../../security/words/use-security-words.ts";
import { toast } from "../../state/toasts.ts";
import { Choices, TextField } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { SavedForm } from "../saved-form.tsx";
import { OwnWords } from "./own-words.tsx";

const LOCK_MINUTES = [0, 1, 5, 15, 30, 60] as const;

export function SignInRules() {
  return (
    <>
      <Rules />
      <OwnWords />
    </>
  );
}

/** Those that are numbers and choices; the words have a form of their own. */
export function Rules() {
  const words = useSecurityWords().factors;
  const [now, setNow] = useState<SecuritySettings>();
  const action = useAction();
  useEffect(() => {
    engine.ask("security").then(setNow, () => undefined);
  }, []);
  if (now === undefined) return null;
  const edit = (part: Partial<SecuritySettings>) => setNow({ ...now, ...part });
  const save = () =>
    action.run(async () => {
      await api("configureSecurity", now);
      toast(words.saved);
    });
  const chars = { type: "number", max: LIMITS.passwordMinCharsAtMost, required: true } as const;
  return (
    <SavedForm says={words.policySays} action={action} onSave={save}>
      <Choices
        label={words.whom}
        value={now.secondFactor}
        options={[
          { value: "optional", label: words.whomOptional },
          { value: "staff", label: words.whomStaff },
          { value: "everyone", label: words.whomEveryone },
        ]}
        onChoose={(secondFactor) => edit({ secondFactor })}
      />
      <TextField
        {...chars}
        label={words.minChars}
        min={LIMITS.passwordMinChars}
        value={now.passwordMinChars}
        onText={(text) => edit({ passwordMinChars: Number(text) })}
      />
      <TextField
        {...chars}
        label={words.minCharsWith}
        min={LIMITS.passwordWithFactorMinChars}
        value={now.passwordWithFactorMinChars}
        onText={(text) => edit({ passwordWithFactorMinChars: Number(text) })}
      />
      <TextField
        type="number"
        required
        label={words.recoveryWait}
        hint={words.recoveryWaitHint(LIMITS.accessRecoveryWaitHoursAtLeast, LIMITS.accessRecoveryWaitHoursAtMost)}
        min={LIMITS.accessRecoveryWaitHoursAtLeast}
        max={LIMITS.accessRecoveryWaitHoursAtMost}
        value={now.accessRecoveryWaitHours}
        onText={(text) => edit({ accessRecoveryWaitHours: Number(text) })}
      />
      <Select
        label={words.lock}
        hint={words.lockHint}
        value={String(now.lockMinutes)}
        options={[...new Set([...LOCK_MINUTES, now.lockMinutes])].map((minutes) => ({
          value: String(minutes),
          label: words.lockMinutes(minutes),
        }))}
        onChoose={(minutes) => edit({ lockMinutes: Number(minutes) })}
      />
    </SavedForm>
  );
}
