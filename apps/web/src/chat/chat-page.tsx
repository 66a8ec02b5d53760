/** The page one spends the day on: rooms at the left, one room in the middle, a panel at the side. */
import { Suspense, useEffect } from "react";
import app from "../app/app.module.css";
import type { Me } from "../engine/engine-api.ts";
import { cover, type Route } from "../platform/location.ts";
import { useIsNarrow } from "../platform/screen.ts";
import { alarmsStore } from "../state/chat-state.ts";
import { useMayNot } from "../state/permissions.ts";
import { useStore } from "../state/store.ts";
import { panelStore } from "../state/ui-state.ts";
import { join } from "../ui/join.ts";
import { Later } from "../ui/later.tsx";
import { lazy } from "../ui/lazy.ts";
import { useWords } from "../words/use-words.ts";
import { Beginnings } from "./beginnings.tsx";
import css from "./chat-page.module.css";
import { ConnectionBanner } from "./connection-banner.tsx";
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
  const isNarrow = useIsNarrow();
  /** There is no place for a room beside it, and none is open. */
  const isListAlone = isNarrow && room === undefined;
  const isPanelShown = panel !== undefined && (room !== undefined || panel.kind === "saved");
  const coversAll = isNarrow && isPanelShown;
  useEffect(() => (coversAll ? cover(() => panelStore.set(undefined)) : undefined), [coversAll]);
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
            {isNarrow && <ConnectionBanner />}
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
  const hasAlarm = useStore(alarmsStore, (alarms) => alarms.length > 0);
  return (
    <>
      <Suspense>{hasAlarm && <AlarmBanner />}</Suspense>
      <Later>
        <Suspense>
          <IdentityBanner />
          <ReviewBanner />
        </Suspense>
      </Later>
      <StorageNotice me={me} />
    </>
  );
}

function Welcome({ me }: { readonly me: Me }) {
  const words = useWords().welcome;
  const mayNotBegin = useMayNot("room.create");
  return (
    <div className={css.welcome}>
      <img src="/icon.svg" alt="" width={72} height={72} />
      <h1>{words.title(me.name)}</h1>
      {!mayNotBegin && <p>{words.says}</p>}
      <Beginnings />
    </div>
  );
}
