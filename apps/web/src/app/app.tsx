/** Which page is shown: it follows from who is signed in and from the address. */
import { Suspense } from "react";
import { ChatPage } from "../chat/chat-page.tsx";
import { Dialogs } from "../dialogs/dialogs.tsx";
import type { SessionView } from "../engine/engine-api.ts";
import { linkToken, type Route, useRoute } from "../platform/location.ts";
import { settingsStore } from "../platform/settings.ts";
import { askedStore, connectionStore, sessionStore } from "../state/chat-state.ts";
import { useStore } from "../state/store.ts";
import { Later } from "../ui/later.tsx";
import { lazy } from "../ui/lazy.ts";
import { Tips } from "../ui/tips.tsx";
import { useWords } from "../words/use-words.ts";
import { Announcer } from "./announcer.tsx";
import css from "./app.module.css";
import { Toasts } from "./toasts.tsx";
import { Unreachable } from "./unreachable.tsx";

const ExpiredDialog = lazy(async () => ({ default: (await import("../account/expired-dialog.tsx")).ExpiredDialog }));
const LockPage = lazy(async () => ({ default: (await import("../account/lock-page.tsx")).LockPage }));
const LockNeededPage = lazy(async () => ({
  default: (await import("../account/lock-needed-page.tsx")).LockNeededPage,
}));
const SignInPage = lazy(async () => ({ default: (await import("../account/sign-in-page.tsx")).SignInPage }));
const NewAccountPage = lazy(async () => ({
  default: (await import("../account/new-account-page.tsx")).NewAccountPage,
}));
const SsoPage = lazy(async () => ({ default: (await import("../sso/sso-page.tsx")).SsoPage }));
const ProveDialog = lazy(async () => ({ default: (await import("../security/prove-dialog.tsx")).ProveDialog }));
const AdminPage = lazy(async () => ({ default: (await import("../admin/admin-page.tsx")).AdminPage }));
const AccessBanner = lazy(async () => ({ default: (await import("../access/access-banner.tsx")).AccessBanner }));
const UrgentBanner = lazy(async () => ({ default: (await import("../urgent/urgent-banner.tsx")).UrgentBanner }));
const Watermark = lazy(async () => ({ default: (await import("./watermark.tsx")).Watermark }));
const RecoverPage = lazy(async () => ({ default: (await import("../access/recover-page.tsx")).RecoverPage }));
const SettingsPage = lazy(async () => ({ default: (await import("../settings/settings-page.tsx")).SettingsPage }));

export function App() {
  const session = useStore(sessionStore);
  const route = useRoute();
  const asked = useStore(askedStore);
  return (
    <>
      <Suspense fallback={<Starting />}>
        <Page session={session} route={route} />
      </Suspense>
      <Suspense>{session.phase === "expired" && <ExpiredDialog me={session.me} />}</Suspense>
      <Suspense>
        {asked !== undefined && (
          <ProveDialog key={asked.kind === "proof" ? asked.ask.ticket : "passkey"} asked={asked} />
        )}
      </Suspense>
      <Toasts />
      <Announcer />
      <Tips />
    </>
  );
}

function Page({ session, route }: { readonly session: SessionView; readonly route: Route }) {
  const { lockMinutes } = useStore(settingsStore);
  switch (session.phase) {
    case "starting":
      return <Starting />;
    case "locked":
      return <LockPage name={session.name} organisation={session.organisation} lock={session.lock} />;
    case "signed-out": {
      const { organisation, handle, state, isKeyLost } = session;
      if (state === "unreachable") return <Unreachable />;
      if (route.page === "sso") return <SsoPage />;
      if (route.page === "join") return <NewAccountPage kind="join" token={linkToken} organisation={organisation} />;
      if (route.page === "set-up" || state === "needs-set-up")
        return <NewAccountPage kind="set-up" token={linkToken} organisation={organisation} />;
      if (route.page === "recover") return <RecoverPage token={linkToken} />;
      return <SignInPage organisation={organisation} handle={handle} isKeyLost={isKeyLost === true} />;
    }
    case "signed-in":
    case "expired":
      if (route.page === "sso") return <SsoPage />;
      if (lockMinutes > 0 && session.me.storage === "vault" && session.me.lock === undefined)
        return <LockNeededPage me={session.me} minutes={lockMinutes} />;
      return (
        <>
          <div className={css.framed}>
            <Later>
              <Suspense>
                <AccessBanner />
                <UrgentBanner />
                <Watermark me={session.me} />
              </Suspense>
            </Later>
            <div className={css.page}>
              {route.page === "settings" ? (
                <SettingsPage me={session.me} section={route.section} />
              ) : route.page === "admin" ? (
                <AdminPage me={session.me} section={route.section} />
              ) : (
                <ChatPage me={session.me} route={route.page === "room" ? route : { page: "home" }} />
              )}
            </div>
          </div>
          <Dialogs />
        </>
      );
  }
}

function Starting() {
  const words = useWords();
  const { state } = useStore(connectionStore);
  return (
    <div className={css.starting} aria-busy="true">
      <img src="/icon.svg" alt="" width={64} height={64} />
      {state === "retrying" && <p role="status">{words.connection.offline}</p>}
    </div>
  );
}
