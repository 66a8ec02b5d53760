/**
 * The engine of this browser, begun before the rest of the page is there: this file and what it imports are a script of
 * their own, which the document runs first, so that the worker starts while the page's program is still being read.
 */
import engineUrl from "../engine/worker.ts?worker&url";
import { joinTabs } from "./tabs.ts";
import { trustOnly } from "./trusted-scripts.ts";

export const SERVICE_WORKER = "/service-worker.js";

trustOnly([engineUrl, SERVICE_WORKER]);
export const tabs = joinTabs(engineUrl, () => new Worker(engineUrl, { type: "module", name: "warbler-engine" }));
