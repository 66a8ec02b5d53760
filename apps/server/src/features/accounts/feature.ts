import type { AccountId, RoomId } from "@warbler/protocol";
import type { Feature } from "../../kernel/feature.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import type { Step } from "../../kernel/plan.ts";
import type { ProofRules, RelyingParty, SettingsRules } from "../factors/index.ts";
import { type AccountRules, type AccountsDeps, accountRules } from "./accounts.ts";
import type { AccountsDoor } from "./door.ts";
import { enforceFactor } from "./enforce-factor.ts";
import { passwordHasher } from "./password.ts";
import { type ReviewDeps, reviewRules } from "./review.ts";
import { accountRoutes } from "./routes.ts";
import { type SessionWatch, sessionWatch } from "./session-watch.ts";
import { signInRules } from "./sign-in.ts";
import { signOutRules } from "./sign-out.ts";
import { stepUpRules } from "./step-up.ts";
import { accountStore } from "./store.ts";
import { accountTables } from "./tables.ts";

export { accountTables } from "./tables.ts";

export interface AccountsFeature extends Feature {
  readonly sessions: SessionWatch;
  readonly setUpLink: AccountRules["setUpLink"];
  /** To be told of who has another role, or that all roles may be others: they may ask for a second factor. */
  readonly roleChanged: (account?: AccountId) => void;
}

export interface AccountsFeatureDeps
  extends Omit<AccountsDeps, "hasher" | "settings" | "beginOrAsk">,
    Pick<Kernel, "log" | "openGrant">,
    Pick<ReviewDeps, "factorKindsOf" | "leavingOf"> {
  readonly door: AccountsDoor;
  readonly settings: SettingsRules;
  readonly proofs: ProofRules;
  readonly party: RelyingParty | undefined;
  readonly joinRooms: (account: AccountId, rooms: readonly RoomId[], nowMs: number) => Promise<readonly Step[]>;
}

export function accountsFeature(deps: AccountsFeatureDeps): AccountsFeature {
  const hasher = passwordHasher({ pepper: deps.vault.lookup("password-pepper", "1") });
  const signIn = signInRules({ ...deps, hasher });
  const stepUp = stepUpRules({ ...deps, hasher });
  const rules = accountRules({ ...deps, hasher, beginOrAsk: signIn.beginOrAsk });
  return {
    name: "accounts",
    tables: accountTables,
    routes: accountRoutes(
      { rules, signIn, stepUp, review: reviewRules(deps), officers: signOutRules(deps) },
      deps.joinRooms,
    ),
    sessions: sessionWatch(deps, accountStore(deps.reader)),
    setUpLink: rules.setUpLink,
    roleChanged: enforceFactor(deps),
  };
}
