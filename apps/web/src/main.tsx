/** The page's program. */
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { callForAttention } from "./app/attention.ts";
import { forgetAtSignOut } from "./app/forget.ts";
import { failuresBecomeToasts } from "./app/refusals.ts";
import { followEngine } from "./platform/engine.ts";
import { followTheme } from "./platform/theme.ts";
import { inSilence } from "./state/attempt.ts";

followTheme();
callForAttention();
failuresBecomeToasts();
forgetAtSignOut();
inSilence(followEngine());
const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<App />);
