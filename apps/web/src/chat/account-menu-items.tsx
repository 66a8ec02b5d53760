/** What concerns oneself: status, what is saved and unread, language, looks, devices, and the way out. */
import {
  BellOff,
  Bookmark,
  CheckCheck,
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
import type { AdminSection } from "../admin/sections.tsx";
import type { Me } from "../engine/engine-api.ts";
import { go } from "../platform/location.ts";
import { changeSettings } from "../platform/settings.ts";
import { useIsDark } from "../platform/theme.ts";
import { useMayNot } from "../state/permissions.ts";
import { openDialog, openPanel } from "../state/ui-state.ts";
import { MenuItem, MenuLine } from "../ui/menu.tsx";
import { chooseLang, useLang, useWords } from "../words/use-words.ts";
import { lockNow } from "./lock-now.ts";
import { markAllRead } from "./shortcuts.ts";

interface AccountMenuItemsProps {
  readonly me: Me;
  /** Of the console, as far as the person may open it; undefined while that is not known. */
  readonly sections: readonly AdminSection[] | undefined;
  readonly onSignOut: () => void;
}

export function AccountMenuItems({ me, sections, onSignOut }: AccountMenuItemsProps) {
  const words = useWords();
  const lang = useLang();
  const isDark = useIsDark();
  const mayNotList = useMayNot("people.list");
  return (
    <>
      <MenuItem icon={<SmilePlus size={16} />} onChoose={() => openDialog({ kind: "status" })}>
        {words.status.title}
      </MenuItem>
      <MenuItem icon={<Bookmark size={16} />} onChoose={() => openPanel({ kind: "saved" })}>
        {words.saved.title}
      </MenuItem>
      <MenuItem icon={<CheckCheck size={16} />} onChoose={markAllRead}>
        {words.shortcuts.allRead}
      </MenuItem>
      <MenuItem icon={<BellOff size={16} />} onChoose={() => go({ page: "settings", section: "notifications" })}>
        {words.settings.quiet}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={<Languages size={16} />} onChoose={() => chooseLang(lang === "zh" ? "en" : "zh")}>
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
      {!mayNotList && (
        <MenuItem icon={<Users size={16} />} onChoose={() => go({ page: "settings", section: "people" })}>
          {words.settings.sections.people}
        </MenuItem>
      )}
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
      <MenuItem danger icon={<LogOut size={16} />} onChoose={onSignOut}>
        {words.account.signOut}
      </MenuItem>
    </>
  );
}
