/** All that is shown where the organisation asks for an app lock and this browser has none. */
import type { Me } from "../engine/engine-api.ts";
import { engine } from "../platform/engine.ts";
import { NewLockForm } from "../security/new-lock-form.tsx";
import { useSecurityWords } from "../security/words/use-security-words.ts";
import { attempt } from "../state/attempt.ts";
import { Button } from "../ui/button.tsx";
import { useWords } from "../words/use-words.ts";
import { Door } from "./door.tsx";

export function LockNeededPage({ me, minutes }: { readonly me: Me; readonly minutes: number }) {
  const { account } = useWords();
  const words = useSecurityWords().lock;
  return (
    <Door title={words.neededTitle} says={words.needed(me.organisation, minutes)}>
      <NewLockForm me={me} />
      <Button kind="quiet" wide onClick={() => attempt(engine.ask("signOut"))}>
        {account.signOut}
      </Button>
    </Door>
  );
}
