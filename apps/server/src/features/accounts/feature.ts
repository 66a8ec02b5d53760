import type { AccountId } from "@warbler/protocol";
import type { Feature } from "../../kernel/feature.ts";
import type { Kernel } from "../../kernel/kernel.ts";
import type { ProofRules, RelyingParty, SettingsRules } from "../factors/index.ts";
import { type AccountRules, type AccountsDeps, accountRules } from "./accounts.ts";
import { deviceProofs } from "./device-proof.ts";
import type { AccountsDoor } from "./door.ts";
import { enforceFactor } from "./enforce-factor.ts";
import { type JoinDeps, type JoinRules, joinRules } from "./join.ts";
import { passwordHasher } from "./password.ts";
import { renewAccess } from "./renew-access.ts";
import { type ReviewDeps, reviewRules } from "./review.ts";
import { accountRoutes } from "./routes.ts";
import { type SessionWatch, sessionWatch } from "./session-watch.ts";
import { type SignInDeps, type SignInRules, signInRules } from "./sign-in.ts";
import { signOutRules } from "./sign-out.ts";
import { type StepUpDeps, stepUpRules } from "./step-up.ts";
import { accountStore } from "./store.ts";
import { accountTables } from "./tables.ts";

export { accountTables } from "./tables.ts";

export interface AccountsFeature extends Feature {
  readonly sessions: SessionWatch;
  readonly setUpLink: AccountRules["setUpLink"];
  readonly renewAccess: ReturnType<typeof renewAccess>;
  /** To be told of who has another role, or that all roles may be others: they may ask for a second factor. */
  readonly roleChanged: (account?: AccountId) => void;
  /** How one comes in who proved who they are elsewhere. */
  readonly signIn: Pick<SignInRules, "beginOrAsk" | "mayBeOn" | "signInAnew">;
  readonly join: Pick<JoinRules, "joinInvited" | "joinUninvited" | "isTaken">;
}

export interface AccountsFeatureDeps
  extends Omit<AccountsDeps, "hasher" | "settings">,
    Pick<JoinDeps, "importedRoomsOf" | "joinRooms" | "isSsoRequired">,
    Pick<SignInDeps, "isSsoOnly">,
    Pick<StepUpDeps, "ssoChoicesOf" | "checkSso">,
    Pick<ReviewDeps, "factorKindsOf" | "ssoLinksOf" | "leavingOf">,
    Pick<Kernel, "log" | "openGrant" | "retired"> {
  readonly door: AccountsDoor;
  readonly settings: SettingsRules;
  readonly proofs: ProofRules;
  readonly party: RelyingParty | undefined;
}

export function accountsFeature(deps: AccountsFeatureDeps): AccountsFeature {
  const hasher = passwordHasher({ pepper: deps.vault.lookup("password-pepper", "1") });
  const onDevice = deviceProofs(deps);
  const signIn = signInRules({ ...deps, hasher, onDevice });
  const stepUp = stepUpRules({ ...deps, hasher });
  const rules = accountRules({ ...deps, hasher });
  const join = joinRules({ ...deps, hasher, beginOrAsk: signIn.beginOrAsk });
  return {
    name: "accounts",
    tables: accountTables,
    routes: accountRoutes({
      rules,
      join,
      signIn,
      stepUp,
      review: reviewRules(deps),
      officers: signOutRules(deps),
    }),
    sessions: sessionWatch(deps, accountStore(deps.reader)),
    setUpLink: rules.setUpLink,
    renewAccess: renewAccess({ ...deps, hasher }),
    roleChanged: enforceFactor(deps),
    signIn,
    join,
  };
}
