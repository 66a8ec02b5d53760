/** The page's program. */
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { callForAttention } from "./app/attention.ts";
import { forgetAtSignOut } from "./app/forget.ts";
import { lockWhenIdle } from "./app/idle.ts";
import { followLockPolicy } from "./app/lock-policy.ts";
import { failuresBecomeToasts } from "./app/refusals.ts";
import { veilWhenAway } from "./app/veil.ts";
import { tryAgainOnWaking } from "./app/wake.ts";
import { openEarly, reopenRoom } from "./chat/room-timeline.ts";
import { followEngine } from "./platform/engine.ts";
import { keepForOffline } from "./platform/installation.ts";
import { onRoute } from "./platform/location.ts";
import { SERVICE_WORKER } from "./platform/running-engine.ts";
import { followOtherTabs } from "./platform/settings.ts";
import { followTheme } from "./platform/theme.ts";
import { inSilence } from "./state/attempt.ts";
import { wheneverOnline } from "./state/online.ts";
import { whenSettled } from "./ui/later.tsx";
import { untilLoaded } from "./ui/lazy.ts";
import { loadWords, Spoken } from "./words/use-words.ts";

followOtherTabs();
followTheme();
callForAttention();
failuresBecomeToasts();
forgetAtSignOut();
tryAgainOnWaking();
lockWhenIdle();
followLockPolicy();
veilWhenAway();
inSilence(followEngine(reopenRoom));
openEarly();
// Heard before the page hears it.
onRoute(openEarly);
keepForOffline(SERVICE_WORKER);
const stopWaiting = wheneverOnline(() => {
  queueMicrotask(() => stopWaiting());
  whenSettled(() =>
    inSilence(untilLoaded(() => import("./urgent/urgent-state.ts")).then((urgent) => urgent.followUrgent())),
  );
});
// Not awaited here: the words are a module that may import from this one, which would then never be done.
loadWords().then(() => {
  const root = document.getElementById("root");
  if (root !== null)
    createRoot(root).render(
      <Spoken>
        <App />
      </Spoken>,
    );
}, reportError);
