/** Settings: a list of sections, and the one that is open. */
import {
  ArrowLeft,
  Bell,
  FileUp,
  KeyRound,
  LifeBuoy,
  MonitorSmartphone,
  Palette,
  ShieldQuestion,
  Users,
} from "lucide-react";
import { type ReactNode, Suspense } from "react";
import type { Me } from "../engine/engine-api.ts";
import { ImportSettings } from "../imports/import-settings.tsx";
import { go, SETTINGS_SECTIONS, type SettingsSection } from "../platform/location.ts";
import { FactorSettings } from "../security/factor-settings.tsx";
import { RecoverySettings } from "../security/recovery-settings.tsx";
import { Button } from "../ui/button.tsx";
import { join } from "../ui/join.ts";
import { lazy } from "../ui/lazy.ts";
import { useWords } from "../words/use-words.ts";
import { Appearance } from "./appearance.tsx";
import { Devices } from "./devices.tsx";
import { NotificationSettings } from "./notification-settings.tsx";
import { PasswordSettings } from "./password-settings.tsx";
import { PeopleSettings } from "./people-settings.tsx";
import css from "./settings-page.module.css";

const RolesSection = lazy(async () => ({ default: (await import("../admin/roles-section.tsx")).RolesSection }));

const ICONS: Readonly<Record<SettingsSection, ReactNode>> = {
  appearance: <Palette size={18} aria-hidden />,
  notifications: <Bell size={18} aria-hidden />,
  devices: <MonitorSmartphone size={18} aria-hidden />,
  recovery: <LifeBuoy size={18} aria-hidden />,
  password: <KeyRound size={18} aria-hidden />,
  people: <Users size={18} aria-hidden />,
  roles: <ShieldQuestion size={18} aria-hidden />,
  import: <FileUp size={18} aria-hidden />,
};

export function SettingsPage({ me, section }: { readonly me: Me; readonly section: SettingsSection }) {
  const words = useWords();
  return (
    <div className={css.page}>
      <nav className={css.nav} aria-label={words.settings.title}>
        <Button kind="quiet" onClick={() => go({ page: "home" })}>
          <ArrowLeft size={17} aria-hidden /> {words.settings.back}
        </Button>
        <ul>
          {SETTINGS_SECTIONS.map((name) => (
            <li key={name}>
              <a
                href={`/settings/${name}`}
                className={join(css.link, name === section && css.here)}
                aria-current={name === section ? "page" : undefined}
                onClick={(event) => {
                  event.preventDefault();
                  go({ page: "settings", section: name });
                }}
              >
                {ICONS[name]} {words.settings.sections[name]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <main className={css.main}>
        <h1>{words.settings.sections[section]}</h1>
        <Section me={me} section={section} />
      </main>
    </div>
  );
}

function Section({ me, section }: { readonly me: Me; readonly section: SettingsSection }) {
  switch (section) {
    case "appearance":
      return <Appearance />;
    case "notifications":
      return <NotificationSettings />;
    case "devices":
      return <Devices />;
    case "recovery":
      return <RecoverySettings />;
    case "password":
      return (
        <>
          <PasswordSettings me={me} />
          <FactorSettings me={me} />
        </>
      );
    case "people":
      return <PeopleSettings me={me} />;
    case "roles":
      return (
        <Suspense>
          <RolesSection me={me} />
        </Suspense>
      );
    case "import":
      return <ImportSettings me={me} />;
  }
}
