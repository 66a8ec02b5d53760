/** Oneself, and the menu of what concerns oneself. */
import { useState } from "react";
import { useOpenSections } from "../admin/open-sections.ts";
import type { Me } from "../engine/engine-api.ts";
import { engine } from "../platform/engine.ts";
import { settingsStore } from "../platform/settings.ts";
import { attempt } from "../state/attempt.ts";
import { useStatus } from "../state/own-status.ts";
import { cleanName } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { lazy } from "../ui/lazy.ts";
import { Menu } from "../ui/menu.tsx";
import { useWords } from "../words/use-words.ts";
import css from "./account-menu.module.css";
import { useIsQuiet } from "./quiet-hours.ts";

const AccountMenuItems = lazy(async () => ({ default: (await import("./account-menu-items.tsx")).AccountMenuItems }));

export function AccountMenu({ me }: { readonly me: Me }) {
  const words = useWords();
  const [isLeaving, setLeaving] = useState(false);
  const name = cleanName(me.name);
  const status = useStatus(me.account);
  const isQuiet = useIsQuiet();
  const { quiet } = useStore(settingsStore);
  // Looked for before the menu is opened, so that it has all it holds from the first.
  const sections = useOpenSections();
  return (
    <>
      <Menu
        align="start"
        trigger={
          <button type="button" className={css.me}>
            <Avatar id={me.account} name={name} size={32} presence="online" />
            <span className={css.names}>
              <b>{name}</b>
              <small>{isQuiet ? words.settings.quietNow(quiet.to) : (status ?? words.roles.org[me.role])}</small>
            </span>
          </button>
        }
      >
        <AccountMenuItems me={me} sections={sections} onSignOut={() => setLeaving(true)} />
      </Menu>
      {isLeaving && (
        <Dialog
          title={words.account.signOutTitle}
          says={words.account.signOutSays}
          onClose={() => setLeaving(false)}
          foot={
            <>
              <Button onClick={() => setLeaving(false)}>{words.common.cancel}</Button>
              <Button kind="danger" onClick={() => attempt(engine.ask("signOut"))}>
                {words.account.signOut}
              </Button>
            </>
          }
        />
      )}
    </>
  );
}
