/** Console: invitations that are open, new ones, and the way to bring people in from another system. */
import type { ApiAnswer } from "@warbler/protocol";
import { useCallback, useEffect, useState } from "react";
import { failureText } from "../../chat/failure-text.ts";
import { useAction } from "../../dialogs/use-action.ts";
import { api } from "../../platform/api.ts";
import settings from "../../settings/settings-page.module.css";
import { useMay } from "../../state/permissions.ts";
import { useStore } from "../../state/store.ts";
import { toast } from "../../state/toasts.ts";
import { dialogStore, openDialog } from "../../state/ui-state.ts";
import { Button } from "../../ui/button.tsx";
import { RouteLink } from "../../ui/route-link.tsx";
import { dateTime } from "../../ui/times.ts";
import { langNow, useLang, useWords } from "../../words/use-words.ts";
import { GuardedProblem } from "../guarded-problem.tsx";

export function Invitations() {
  const words = useWords();
  const seesAll = useMay("invitations.list");
  const dialog = useStore(dialogStore);
  const [all, setAll] = useState<ApiAnswer<"invitations">["invitations"]>([]);
  const load = useCallback(() => {
    api(seesAll ? "invitations" : "ownInvitations", undefined).then(
      ({ invitations }) => setAll(invitations),
      (error: unknown) => toast(failureText(error, langNow()), "problem"),
    );
  }, [seesAll]);
  // Also after the dialog that makes one was closed.
  useEffect(load, [load, dialog]);
  const open = all.filter(({ state }) => state === "open");
  return (
    <div className={settings.card}>
      <div className={settings.row}>
        <p className={settings.grow}>{words.invite.says}</p>
        <Button kind="primary" onClick={() => openDialog({ kind: "invite" })}>
          {words.invite.title}
        </Button>
      </div>
      {open.map((one) => (
        <Invitation key={one.id} invitation={one} onChanged={load} />
      ))}
      <p className={settings.says}>
        <RouteLink to={{ page: "settings", section: "import" }}>{words.welcome.importExport}</RouteLink>
      </p>
    </div>
  );
}

interface InvitationProps {
  readonly invitation: ApiAnswer<"invitations">["invitations"][number];
  readonly onChanged: () => void;
}

function Invitation({ invitation: { id, note, role, expiresAtMs }, onChanged }: InvitationProps) {
  const words = useWords();
  const lang = useLang();
  const ofAll = useMay("invitations.withdraw");
  const action = useAction();
  const withdraw = () =>
    action.run(async () => {
      await api(ofAll ? "withdrawInvitation" : "withdrawOwnInvitation", undefined, { invitation: id });
      onChanged();
    });
  return (
    <>
      <div className={settings.row}>
        <div className={settings.grow}>
          <b>
            {note === "" ? words.invite.unnamed : note}
            <span className={settings.tag}>{words.roles.org[role]}</span>
          </b>
          <small>{words.invite.until(dateTime(expiresAtMs, lang))}</small>
        </div>
        <Button small busy={action.isBusy} onClick={withdraw}>
          {words.invite.withdraw}
        </Button>
      </div>
      <GuardedProblem action={action} />
    </>
  );
}
