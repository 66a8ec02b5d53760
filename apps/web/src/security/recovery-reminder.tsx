/** Says that nothing would bring this account's messages back: once there is something to lose, and once a month at most. */
import { LifeBuoy } from "lucide-react";
import { nowMs } from "../platform/clock.ts";
import { changeSettings, settingsStore } from "../platform/settings.ts";
import { roomsStore } from "../state/chat-state.ts";
import { useStore } from "../state/store.ts";
import { openDialog } from "../state/ui-state.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { useRecoveryState } from "./use-recovery-state.ts";
import { useSecurityWords } from "./words/use-security-words.ts";

const REMIND_AFTER_MS = 30 * 86_400_000;

export function RecoveryReminder() {
  const words = useSecurityWords().notice;
  const hasEndToEnd = useStore(roomsStore, (rooms) => [...rooms.values()].some(({ level }) => level !== "sealed"));
  const isPutOff = useStore(settingsStore, ({ recoveryPutOffMs }) => nowMs() - recoveryPutOffMs < REMIND_AFTER_MS);
  const state = useRecoveryState(hasEndToEnd && !isPutOff);
  if (isPutOff || state === undefined || state === "ready") return null;
  return (
    <Banner icon={<LifeBuoy size={20} aria-hidden />} says={words[state]}>
      <Button small kind="primary" onClick={() => openDialog({ kind: "recovery-setup" })}>
        {words.doors[state]}
      </Button>
      <Button small kind="quiet" onClick={() => changeSettings({ recoveryPutOffMs: nowMs() })}>
        {words.later}
      </Button>
    </Banner>
  );
}
