/** The page one spends the day on: rooms at the left, one room in the middle, a panel at the side. */
import { Suspense, useEffect } from "react";
import app from "../app/app.module.css";
import type { Me } from "../engine/engine-api.ts";
import { go, type Route } from "../platform/location.ts";
import { useIsNarrow } from "../platform/screen.ts";
import { useMay } from "../state/permissions.ts";
import { useStore } from "../state/store.ts";
import { openDialog, panelStore } from "../state/ui-state.ts";
import { Button } from "../ui/button.tsx";
import { join } from "../ui/join.ts";
import { lazy } from "../ui/lazy.ts";
import { useWords } from "../words/use-words.ts";
import css from "./chat-page.module.css";
import { RoomPage } from "./room-page.tsx";
import { useShortcuts } from "./shortcuts.ts";
import { Sidebar } from "./sidebar.tsx";
import { StorageNotice } from "./storage-notice.tsx";

const AlarmBanner = lazy(async () => ({ default: (await import("../security/alarm-banner.tsx")).AlarmBanner }));
const IdentityBanner = lazy(async () => ({
  default: (await import("../security/identity-banner.tsx")).IdentityBanner,
}));
const ReviewBanner = lazy(async () => ({ default: (await import("../reviews/review-banner.tsx")).ReviewBanner }));
const SidePanel = lazy(async () => ({ default: (await import("./side-panel.tsx")).SidePanel }));

interface ChatPageProps {
  readonly me: Me;
  readonly route: Extract<Route, { page: "home" | "room" }>;
}

export function ChatPage({ me, route }: ChatPageProps) {
  const panel = useStore(panelStore);
  const room = route.page === "room" ? route.room : undefined;
  useShortcuts(room);
  useEffect(
    () => () => {
      if (panelStore.get()?.kind !== "saved") panelStore.set(undefined);
    },
    [room],
  );
  /** There is no place for a room beside it, and none is open. */
  const isListAlone = useIsNarrow() && room === undefined;
  const isPanelShown = panel !== undefined && (room !== undefined || panel.kind === "saved");
  return (
    <div className={join(css.shell, room !== undefined && css.inRoom, isPanelShown && css.withPanel)}>
      {isListAlone ? (
        <main className={css.side}>
          <h1 className={app.unseen}>{me.organisation}</h1>
          <Banners me={me} />
          <Sidebar me={me} />
        </main>
      ) : (
        <>
          <div className={css.side}>
            <Sidebar me={me} />
          </div>
          <main className={css.main}>
            <Banners me={me} />
            {room === undefined ? (
              <Welcome me={me} />
            ) : (
              <RoomPage room={room} seq={route.page === "room" ? route.seq : undefined} />
            )}
          </main>
        </>
      )}
      {isPanelShown && (
        <aside className={css.panel}>
          <Suspense>
            <SidePanel room={room} panel={panel} />
          </Suspense>
        </aside>
      )}
    </div>
  );
}

/** Above the room, or above the list of rooms where there is no place for both. */
function Banners({ me }: { readonly me: Me }) {
  return (
    <>
      <Suspense>
        <AlarmBanner />
        <IdentityBanner />
        <ReviewBanner />
      </Suspense>
      <StorageNotice me={me} />
    </>
  );
}

function Welcome({ me }: { readonly me: Me }) {
  const words = useWords().welcome;
  const mayInvite = useMay("people.invite");
  return (
    <div className={css.welcome}>
      <img src="/icon.svg" alt="" width={72} height={72} />
      <h1>{words.title(me.name)}</h1>
      <p>{words.says}</p>
      <div className={css.doors}>
        <Button kind="primary" onClick={() => openDialog({ kind: "new-room" })}>
          {words.newRoom}
        </Button>
        <Button onClick={() => openDialog({ kind: "new-direct" })}>{words.newDirect}</Button>
        {mayInvite && <Button onClick={() => openDialog({ kind: "invite" })}>{words.invite}</Button>}
        {mayInvite && <Button onClick={() => go({ page: "settings", section: "import" })}>{words.importExport}</Button>}
      </div>
    </div>
  );
}
