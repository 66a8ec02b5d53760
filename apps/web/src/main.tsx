/** The page's program. */
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { callForAttention } from "./app/attention.ts";
import { forgetAtSignOut } from "./app/forget.ts";
import { lockWhenIdle } from "./app/idle.ts";
import { failuresBecomeToasts } from "./app/refusals.ts";
import { veilWhenAway } from "./app/veil.ts";
import { tryAgainOnWaking } from "./app/wake.ts";
import { reopenRoom } from "./chat/room-timeline.ts";
import { followEngine, SERVICE_WORKER } from "./platform/engine.ts";
import { keepForOffline } from "./platform/installation.ts";
import { followTheme } from "./platform/theme.ts";
import { inSilence } from "./state/attempt.ts";
import { loadWords } from "./words/use-words.ts";

followTheme();
callForAttention();
failuresBecomeToasts();
forgetAtSignOut();
tryAgainOnWaking();
lockWhenIdle();
veilWhenAway();
inSilence(followEngine(reopenRoom));
keepForOffline(SERVICE_WORKER);
// Not awaited here: the words are a module that may import from this one, which would then never be done.
loadWords().then(() => {
  const root = document.getElementById("root");
  if (root !== null) createRoot(root).render(<App />);
}, reportError);
