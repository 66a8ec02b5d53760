/** Says when this device may not read end-to-end rooms yet, or when another one asks to. */
import { KeyRound, MonitorSmartphone } from "lucide-react";
import { Suspense } from "react";
import { cleanName } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { openDialog } from "../state/ui-state.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { lazy } from "../ui/lazy.ts";
import { useWords } from "../words/use-words.ts";
import { askingStore, useIdentity } from "./identity-state.ts";
import { useRecoveryState } from "./use-recovery-state.ts";

const RecoveryReminder = lazy(async () => ({
  default: (await import("./recovery-reminder.tsx")).RecoveryReminder,
}));

export function IdentityBanner() {
  const words = useWords().identity;
  const state = useIdentity();
  const [asking] = useStore(askingStore);
  const isOut = state === "needs-approval" || state === "needs-recovery";
  const recovery = useRecoveryState(isOut);
  if (state === "needs-approval" || state === "needs-recovery")
    return (
      <Banner
        icon={<KeyRound size={20} aria-hidden />}
        says={recovery === "none" ? words.withoutRecovery[state] : words.states[state]}
      >
        {state === "needs-approval" && (
          <Button small kind="primary" onClick={() => openDialog({ kind: "let-in" })}>
            {words.ask}
          </Button>
        )}
        {recovery !== undefined && recovery !== "none" && (
          <Button small onClick={() => openDialog({ kind: "recover" })}>
            {words.useCode}
          </Button>
        )}
      </Banner>
    );
  if (asking === undefined) return <Suspense>{state === "ready" && <RecoveryReminder />}</Suspense>;
  return (
    <Banner icon={<MonitorSmartphone size={20} aria-hidden />} says={words.asks(cleanName(asking.name))}>
      <Button small kind="primary" onClick={() => openDialog({ kind: "approve-device" })}>
        {words.look}
      </Button>
    </Banner>
  );
}
