/** All that is shown while the app lock is shut. */
import { useState } from "react";
import { useAction } from "../dialogs/use-action.ts";
import type { LockView } from "../engine/engine-api.ts";
import { engine } from "../platform/engine.ts";
import { UnlockForm } from "../security/unlock-form.tsx";
import { useSecurityWords } from "../security/words/use-security-words.ts";
import { cleanName } from "../state/people.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWords } from "../words/use-words.ts";
import { Door } from "./door.tsx";

interface LockPageProps {
  readonly name: string;
  readonly organisation: string;
  readonly lock: LockView;
}

export function LockPage({ name, organisation, lock }: LockPageProps) {
  const common = useWords().common;
  const words = useSecurityWords().lock;
  const [isForgetting, setForgetting] = useState(false);
  const action = useAction();
  return (
    <Door title={words.title(cleanName(name))} says={words.locked(organisation)}>
      <UnlockForm lock={lock} onSecret={(secret) => engine.ask("unlock", secret)} />
      <Button kind="quiet" wide onClick={() => setForgetting(true)}>
        {words.forgotten}
      </Button>
      {isForgetting && (
        <Dialog
          title={words.forgottenTitle}
          says={words.forgottenSays}
          onClose={() => setForgetting(false)}
          foot={
            <>
              <Button onClick={() => setForgetting(false)}>{common.cancel}</Button>
              <Button kind="danger" busy={action.isBusy} onClick={() => action.run(() => engine.ask("signOut"))}>
                {words.forget}
              </Button>
            </>
          }
        >
          <Problem text={action.problem} />
        </Dialog>
      )}
    </Door>
  );
}
