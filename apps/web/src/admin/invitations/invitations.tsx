/** Console: invitations that are open, new ones, and the way to bring people in from another system. */
import type { ApiAnswer } from "@warbler/protocol";
import { useCallback, useEffect, useState } from "react";
import { failureText } from "../../chat/failure-text.ts";
import { engine } from "../../platform/engine.ts";
import settings from "../../settings/settings-page.module.css";
import { useStore } from "../../state/store.ts";
import { toast } from "../../state/toasts.ts";
import { dialogStore, openDialog } from "../../state/ui-state.ts";
import { Button } from "../../ui/button.tsx";
import { RouteLink } from "../../ui/route-link.tsx";
import { dateTime } from "../../ui/times.ts";
import { langNow, useLang, useWords } from "../../words/use-words.ts";

export function Invitations() {
  const words = useWords();
  const lang = useLang();
  const dialog = useStore(dialogStore);
  const [all, setAll] = useState<ApiAnswer<"invitations">["invitations"]>([]);
  const load = useCallback(() => {
    engine.ask("invitations").then(setAll, (error: unknown) => toast(failureText(error, langNow()), "problem"));
  }, []);
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
        <div key={one.id} className={settings.row}>
          <div className={settings.grow}>
            <b>
              {one.note === "" ? words.invite.unnamed : one.note}
              <span className={settings.tag}>{words.roles.org[one.role]}</span>
            </b>
            <small>{words.invite.until(dateTime(one.expiresAtMs, lang))}</small>
          </div>
          <Button
            small
            onClick={() => {
              engine
                .ask("withdrawInvitation", one.id)
                .then(load, (error: unknown) => toast(failureText(error, langNow()), "problem"));
            }}
          >
            {words.invite.withdraw}
          </Button>
        </div>
      ))}
      <p className={settings.says}>
        <RouteLink to={{ page: "settings", section: "import" }}>{words.welcome.importExport}</RouteLink>
      </p>
    </div>
  );
}
