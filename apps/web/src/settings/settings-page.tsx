/** Settings: a list of sections, and the one that is open. */
import {
  Bell,
  ClipboardCheck,
  FileUp,
  Flag,
  KeyRound,
  LifeBuoy,
  Lock,
  MonitorSmartphone,
  Palette,
  ShieldQuestion,
  Users,
} from "lucide-react";
import { type ReactNode, Suspense } from "react";
import type { Me } from "../engine/engine-api.ts";
import { ImportSettings } from "../imports/import-settings.tsx";
import { SETTINGS_SECTIONS, type SettingsSection } from "../platform/location.ts";
import { FactorSettings } from "../security/factor-settings.tsx";
import { LockSettings } from "../security/lock-settings.tsx";
import { RecoverySettings } from "../security/recovery-settings.tsx";
import { SsoLinks } from "../sso/sso-links.tsx";
import { useMayNot } from "../state/permissions.ts";
import { lazy } from "../ui/lazy.ts";
import { SectionFrame } from "../ui/section-frame.tsx";
import { useWords } from "../words/use-words.ts";
import { Appearance } from "./appearance.tsx";
import { Devices } from "./devices.tsx";
import { NotificationSettings } from "./notification-settings.tsx";
import { PasswordSettings } from "./password-settings.tsx";
import { PeopleSettings } from "./people-settings.tsx";

const OwnRoles = lazy(async () => ({ default: (await import("../security/own-roles.tsx")).OwnRoles }));

const ReviewInbox = lazy(async () => ({ default: (await import("../reviews/review-inbox.tsx")).ReviewInbox }));
const OwnReports = lazy(async () => ({ default: (await import("../reports/own-reports.tsx")).OwnReports }));

const ICONS: Readonly<Record<SettingsSection, ReactNode>> = {
  appearance: <Palette size={18} aria-hidden />,
  notifications: <Bell size={18} aria-hidden />,
  devices: <MonitorSmartphone size={18} aria-hidden />,
  recovery: <LifeBuoy size={18} aria-hidden />,
  password: <KeyRound size={18} aria-hidden />,
  lock: <Lock size={18} aria-hidden />,
  people: <Users size={18} aria-hidden />,
  roles: <ShieldQuestion size={18} aria-hidden />,
  reviews: <ClipboardCheck size={18} aria-hidden />,
  reports: <Flag size={18} aria-hidden />,
  import: <FileUp size={18} aria-hidden />,
};

export function SettingsPage({ me, section }: { readonly me: Me; readonly section: SettingsSection }) {
  const words = useWords();
  const mayNotList = useMayNot("people.list");
  const mayNotBegin = useMayNot("room.create");
  const hidden: Partial<Record<SettingsSection, boolean>> = { people: mayNotList, import: mayNotBegin };
  const sections = SETTINGS_SECTIONS.filter((name) => hidden[name] !== true).map((name) => ({
    name,
    title: words.settings.sections[name],
    icon: ICONS[name],
    to: { page: "settings", section: name } as const,
  }));
  return (
    <SectionFrame title={words.settings.title} sections={sections} open={section}>
      <h1>{words.settings.sections[section]}</h1>
      <Section me={me} section={section} />
    </SectionFrame>
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
          <FactorSettings />
          <SsoLinks />
        </>
      );
    case "lock":
      return <LockSettings me={me} />;
    case "people":
      return <PeopleSettings me={me} />;
    case "roles":
      return (
        <Suspense>
          <OwnRoles me={me} />
        </Suspense>
      );
    case "reviews":
      return (
        <Suspense>
          <ReviewInbox me={me} />
        </Suspense>
      );
    case "reports":
      return (
        <Suspense>
          <OwnReports />
        </Suspense>
      );
    case "import":
      return <ImportSettings />;
  }
}
