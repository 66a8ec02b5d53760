import { erasureCompleted } from "../../kernel/erasure.ts";
import type { Feature } from "../../kernel/feature.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import { repeat } from "../../kernel/repeat.ts";
import { type AttachmentsDeps, attachmentRules } from "./attachments.ts";
import { attachmentCollector, type CollectorDeps, type SweepScope } from "./collector.ts";
import { attachmentRoutes } from "./routes.ts";
import { attachmentTables } from "./tables.ts";

export { folderStore } from "./blob-store.ts";
export { s3Store } from "./s3-store.ts";
export { attachmentTables } from "./tables.ts";

/** All files are looked at so often, and a first time soon after the start. */
const SWEEP_MS = 24 * 3_600_000;
const FIRST_SWEEP_MS = 60_000;

export function attachmentsFeature(deps: AttachmentsDeps & CollectorDeps & Pick<Kernel, "log">): Feature {
  const collector = attachmentCollector(deps);
  const failed = () => deps.log("listener-failed");
  let sweeping: Promise<void> = Promise.resolve();
  /** One sweep after the other. */
  const sweep = (scope?: SweepScope): Promise<void> => {
    sweeping = sweeping.then(() => collector.sweep(scope)).catch(failed);
    return sweeping;
  };
  const sweepNow = (scope?: SweepScope): void => {
    sweep(scope).catch(failed);
  };
  deps.clock.after(FIRST_SWEEP_MS, sweepNow);
  repeat(deps.clock, SWEEP_MS, sweep, failed);
  deps.ledger.on(erasureCompleted, ({ what, room, account }) => {
    // A recall takes what it took back along, which may be of others: their files are found by the daily sweep.
    if (what === "person" && account !== null) sweepNow({ account });
    else if (room !== null) sweepNow({ room });
  });
  return {
    name: "attachments",
    tables: attachmentTables,
    routes: attachmentRoutes(attachmentRules(deps)),
  };
}
