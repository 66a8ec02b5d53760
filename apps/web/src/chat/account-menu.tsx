/** Oneself: language, looks, devices, and the way out. */

import {
  Bookmark,
  Languages,
  Lock,
  LogOut,
  MonitorSmartphone,
  Moon,
  ShieldUser,
  SmilePlus,
  Sun,
  Users,
} from "lucide-react";
import { useState } from "react";
import { useOpenSections } from "../admin/open-sections.ts";
import type { Me } from "../engine/engine-api.ts";
import { engine } from "../platform/engine.ts";
import { go } from "../platform/location.ts";
import { changeSettings } from "../platform/settings.ts";
import { useIsDark } from "../platform/theme.ts";
import { attempt } from "../state/attempt.ts";
import { useStatus } from "../state/own-status.ts";
import { cleanName } from "../state/people.ts";
import { openDialog, openPanel } from "../state/ui-state.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Menu, MenuItem, MenuLine } from "../ui/menu.tsx";
import { chooseLang, useLang, useWords } from "../words/use-words.ts";
import css from "./account-menu.module.css";
import { lockNow } from "./lock-now.ts";

export function AccountMenu({ me }: { readonly me: Me }) {
  const words = useWords();
  const lang = useLang();
  const isDark = useIsDark();
  const [isLeaving, setLeaving] = useState(false);
  const name = cleanName(me.name);
  const sections = useOpenSections();
  const status = useStatus(me.account);
  return (
    <>
      <Menu
        align="start"
        trigger={
          <button type="button" className={css.me}>
            <Avatar id={me.account} name={name} size={32} presence="online" />
            <span className={css.names}>
              <b>{name}</b>
              <small>{status ?? words.roles.org[me.role]}</small>
            </span>
          </button>
        }
      >
        <MenuItem icon={<SmilePlus size={16} />} onChoose={() => openDialog({ kind: "status" })}>
          {words.status.title}
        </MenuItem>
        <MenuItem icon={<Bookmark size={16} />} onChoose={() => openPanel({ kind: "saved" })}>
          {words.saved.title}
        </MenuItem>
        <MenuLine />
        <MenuItem icon={<Languages size={16} />} onChoose={() => attempt(chooseLang(lang === "zh" ? "en" : "zh"))}>
          <span lang={lang === "zh" ? "en" : "zh-CN"}>{lang === "zh" ? "English" : "简体中文"}</span>
        </MenuItem>
        <MenuItem
          icon={isDark ? <Sun size={16} /> : <Moon size={16} />}
          onChoose={() => changeSettings({ theme: isDark ? "light" : "dark" })}
        >
          {isDark ? words.settings.light : words.settings.dark}
        </MenuItem>
        <MenuItem icon={<MonitorSmartphone size={16} />} onChoose={() => go({ page: "settings", section: "devices" })}>
          {words.settings.sections.devices}
        </MenuItem>
        <MenuItem icon={<Users size={16} />} onChoose={() => go({ page: "settings", section: "people" })}>
          {words.settings.sections.people}
        </MenuItem>
        {sections !== undefined && sections.length > 0 && (
          <MenuItem
            icon={<ShieldUser size={16} />}
            onChoose={() => go({ page: "admin", section: "", path: [], query: "" })}
          >
            {words.admin.title}
          </MenuItem>
        )}
        <MenuLine />
        <MenuItem icon={<Lock size={16} />} onChoose={lockNow}>
          {me.lock === undefined ? words.settings.sections.lock : words.account.lock}
        </MenuItem>
        <MenuItem danger icon={<LogOut size={16} />} onChoose={() => setLeaving(true)}>
          {words.account.signOut}
        </MenuItem>
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
