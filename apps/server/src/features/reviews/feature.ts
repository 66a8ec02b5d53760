/** Access reviews, and the job that ends them when they are due, begins those of a series, and goes on after a crash. */
import type { AccountId, ReviewId } from "@warbler/protocol";
import type { Feature } from "../../kernel/feature.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import { plan } from "../../kernel/plan.ts";
import { repeat } from "../../kernel/repeat.ts";
import type { AuditRules } from "../audit/index.ts";
import type { CustodianRules } from "../custodians/index.ts";
import { roleGranted, roleHeld } from "../roles/index.ts";
import type { TokensFeature } from "../tokens/index.ts";
import { beginRules } from "./begin.ts";
import { campaignsOver, isRooms } from "./campaign.ts";
import { closeRules } from "./close.ts";
import { type DecideDeps, decideRules } from "./decide.ts";
import { type EffectsDeps, effectRules } from "./effects.ts";
import { reviewDamaged } from "./facts.ts";
import { type GrantsDeps, grantsRules } from "./grants.ts";
import { ownIn } from "./own-access.ts";
import { reminding } from "./remind.ts";
import { resultRules } from "./result.ts";
import { reviewRules } from "./reviews.ts";
import { reviewRoutes } from "./routes.ts";
import { seriesRules } from "./series.ts";
import { reviewStore } from "./store.ts";
import { reviewCampaigns, reviewTables } from "./tables.ts";

export { reviewTables } from "./tables.ts";

export interface ReviewsFeatureDeps
  extends Pick<Kernel, "ledger" | "policy" | "reader" | "tagged" | "vault" | "clock" | "openGrant" | "log">,
    Pick<DecideDeps, "listedDevices">,
    Pick<EffectsDeps, "taking"> {
  readonly conversations: GrantsDeps["conversations"] & EffectsDeps["conversations"];
  readonly tokens: TokensFeature["reviewed"];
  readonly custodians: CustodianRules;
  readonly provenFact: AuditRules["provenFact"];
}
/** How long a review may be overdue. */
const LOOK_MS = 2_000;
/** Snapshots without a review, the rows of reviews that are over, and who became dormant are looked at more seldom. */
const SWEEP_MS = 3_600_000;

export function reviewsFeature(deps: ReviewsFeatureDeps): Feature {
  const { ledger, clock, openGrant, log, tagged, policy } = deps;
  const store = reviewStore(deps.reader);
  const campaigns = campaignsOver({ ...deps, store });
  const effects = effectRules(deps);
  const results = resultRules({ ...deps, campaigns });
  const closing = closeRules({ ...deps, campaigns, effects, results });
  const beginning = beginRules({ ...deps, store, grants: grantsRules(deps) });
  const series = seriesRules({ ...deps, store, campaigns, beginning });
  const remind = reminding(deps);
  const failed = () => log("listener-failed");

  const toldDamaged = new Set<ReviewId>();
  const tellDamaged = async (review: ReviewId): Promise<void> => {
    if (toldDamaged.has(review)) return;
    toldDamaged.add(review);
    await ledger.commit(openGrant("a review was changed in the database"), () =>
      plan(reviewDamaged, [{ subject: null, detail: { review } }], [], null),
    );
  };
  /** Reviewers who have something left; a room's owners are told by their client, which sees it too. */
  const waitingFor = async (id: ReviewId): Promise<readonly AccountId[]> => {
    const campaign = await campaigns.of(id);
    if (campaign === undefined || isRooms(campaign)) return [];
    const waiting: AccountId[] = [];
    for (const reviewer of campaign.about.reviewers) {
      let own = 0;
      for (const head of campaign.heads) {
        const part = await campaigns.part(head);
        own += part === undefined ? 0 : ownIn(part, reviewer).filter((item) => !campaign.decided.has(item)).length;
      }
      if (campaign.row.items - campaign.decided.size > own) waiting.push(reviewer);
    }
    return waiting;
  };
  const lookAt = async (id: ReviewId): Promise<void> => {
    if (!(await closing.run(id))) return tellDamaged(id);
    const campaign = await campaigns.of(id);
    if (campaign?.row.state === "open" && campaign.about.reminderDays.length > campaign.row.reminded)
      await remind(campaign, await waitingFor(id));
  };
  const look = async (): Promise<void> => {
    // One that is damaged, or fails, does not keep the others from ending.
    for (const id of await store.open()) await lookAt(id).catch(failed);
    await series.runDue();
  };
  const sweep = async (): Promise<void> => {
    await beginning.sweep();
    await series.askOfDormant();
    // Rows that were taken out are told even of reviews that nobody asks for.
    for (const owner of await tagged.owners(reviewCampaigns)) await tagged.of(reviewCampaigns, owner);
  };
  repeat(clock, LOOK_MS, look, failed);
  repeat(clock, SWEEP_MS, sweep, failed);
  for (const fact of [roleGranted, roleHeld])
    ledger.on(fact, ({ account, review }) => {
      if (review === undefined) series.roleChanged(account).catch(failed);
    });

  const deciding = decideRules({
    ...deps,
    campaigns,
    effects,
    closeIfDone: async (id) => {
      const campaign = await campaigns.of(id);
      if (campaign !== undefined && campaign.decided.size >= campaign.row.items) await closing.run(id);
    },
  });
  const reviews = reviewRules({ ledger, policy, clock, store, campaigns, beginning, deciding });
  return { name: "reviews", tables: reviewTables, routes: reviewRoutes({ reviews, deciding, results, series }) };
}
