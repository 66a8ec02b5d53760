/** Tells a person that somebody recovers their access, so that they can refuse it, or that it was done; and of emergencies that count now. */
import { LifeBuoy } from "lucide-react";
import { Suspense, useState } from "react";
import { useAction } from "../dialogs/use-action.ts";
import { useEmergencies } from "../emergency/emergency-state.ts";
import { engine } from "../platform/engine.ts";
import { useName } from "../state/people.ts";
import { toast } from "../state/toasts.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { lazy } from "../ui/lazy.ts";
import { dateTime } from "../ui/times.ts";
import { useLang } from "../words/use-words.ts";
import { look, noticeKnown, useAccessNotice } from "./access-state.ts";
import { AccountNotice } from "./account-notice.tsx";
import { useAccessWords } from "./words/use-access-words.ts";

const ConfirmDialog = lazy(async () => ({ default: (await import("./confirm-dialog.tsx")).ConfirmDialog }));

const EmergencyBanner = lazy(async () => ({
  default: (await import("../emergency/emergency-banner.tsx")).EmergencyBanner,
}));

export function AccessBanner() {
  const notice = useAccessNotice();
  const emergencies = useEmergencies();
  return (
    <>
      <Suspense>{emergencies !== undefined && <EmergencyBanner now={emergencies} />}</Suspense>
      {notice !== undefined && <Notice notice={notice} />}
      <AccountNotice />
    </>
  );
}

function Notice({ notice }: { readonly notice: NonNullable<ReturnType<typeof useAccessNotice>> }) {
  const words = useAccessWords().notice;
  const lang = useLang();
  const by = useName(notice.startedBy);
  const [isConfirming, setConfirming] = useState(false);
  const action = useAction();
  const refuse = () =>
    action.run(async () => {
      await engine.ask("refuseAccess", notice.id);
      toast(words.refused);
      look();
    });
  const isOpen = notice.state === "open";
  return (
    <Banner
      icon={<LifeBuoy size={22} aria-hidden />}
      isUrgent
      says={
        <>
          <b>
            {isOpen
              ? words.open(by, dateTime(notice.opensAtMs, lang))
              : words.used(by, dateTime(notice.endedAtMs ?? notice.opensAtMs, lang))}
          </b>
          <p>
            <small>{action.problem ?? words.why(notice.reason)}</small>
          </p>
        </>
      }
    >
      {isOpen ? (
        <>
          <Button small kind="danger" busy={action.isBusy} onClick={refuse}>
            {words.notMe}
          </Button>
          <Button small onClick={() => setConfirming(true)}>
            {words.me}
          </Button>
        </>
      ) : (
        <Button small onClick={() => noticeKnown(notice)}>
          {words.seen}
        </Button>
      )}
      <Suspense>{isConfirming && <ConfirmDialog recovery={notice.id} onClose={() => setConfirming(false)} />}</Suspense>
    </Banner>
  );
}
