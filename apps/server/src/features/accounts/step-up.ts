/** Proving anew who one is, for sensitive acts, and changing the password, which is one of them. */
import {
  type AccountId,
  type ApiParsed,
  LIMITS,
  type PersonProof,
  type ProofAsk,
  type SessionId,
  type SsoChoice,
  type SsoReturn,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { plan, update } from "../../kernel/plan.ts";
import type { Caller, Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { type Accepted, createTickets, type ProofRules, type Question, type SettingsRules } from "../factors/index.ts";
import type { AccountsDoor } from "./door.ts";
import * as told from "./facts.ts";
import { checkPassword, type PasswordHasher } from "./password.ts";
import { changedCells, endOthersSteps, isGenuine } from "./sessions.ts";
import { accountStore } from "./store.ts";
import { storedPassword } from "./stored-password.ts";
import { accounts, sessions } from "./tables.ts";

export interface StepUpDeps extends Pick<Kernel, "ledger" | "reader" | "vault" | "retired" | "clock"> {
  readonly door: AccountsDoor;
  readonly hasher: PasswordHasher;
  readonly proofs: Pick<ProofRules, "freshProof" | "check">;
  readonly settings: Pick<SettingsRules, "passwordAsk" | "hasFactor">;
  /** Services by which the person can prove who they are. */
  readonly ssoChoicesOf: (account: AccountId) => Promise<readonly SsoChoice[]>;
  /** Whether this person came back from one, having signed in there just now. */
  readonly checkSso: (caller: Caller, back: SsoReturn) => Promise<Result<Accepted>>;
}

interface Asked {
  readonly question: Question;
  /** Nobody else's session is proved by the answer. */
  readonly session: SessionId;
  readonly triesLeft: number;
}

export function stepUpRules(deps: StepUpDeps) {
  const { ledger, reader, vault, retired, clock, door, hasher, proofs, settings } = deps;
  const store = accountStore(reader);
  const asked = createTickets<Asked>({ clock, lastsMs: LIMITS.proofAskMs, of: ({ session }) => session });

  const isPassword = async (account: AccountId, typed: string): Promise<Result<Accepted>> => {
    const row = await store.account(account);
    const stored = row && (await storedPassword(deps, row));
    if (stored === undefined) return refuse("forbidden");
    const isRight = await hasher.verify(stored, typed.normalize("NFKC"));
    if (isRight === "busy") return refuse("overloaded", undefined, 1_000);
    return isRight ? ok({ by: "password", steps: [] }) : refuse("sign-in-failed");
  };

  /** Without a second factor it is the password, where there is one, or a sign-in by a service that is linked. */
  const questionFor = async (account: AccountId): Promise<Question> => {
    const { shown } = await proofs.freshProof(account);
    if (!shown.kinds.includes("password")) return { account, shown };
    const hasPassword = ((await store.account(account))?.password ?? null) !== null;
    const sso = await deps.ssoChoicesOf(account);
    const kinds = [...(hasPassword ? ["password" as const] : []), ...(sso.length > 0 ? ["sso" as const] : [])];
    return { account, shown: { ...shown, kinds, ...(sso.length > 0 && { sso: [...sso] }) } };
  };

  const checked = async (question: Question, proof: PersonProof, caller: Caller): Promise<Result<Accepted>> => {
    if (proof.kind !== "password" && proof.kind !== "sso") return proofs.check(question, proof);
    if (!question.shown.kinds.includes(proof.kind)) return refuse("proof-wrong");
    return proof.kind === "password" ? isPassword(question.account, proof.password) : deps.checkSso(caller, proof.back);
  };

  return {
    async ask(grant: Grant<"proof.give">): Promise<Result<ProofAsk>> {
      const question = await questionFor(grant.resource.account);
      const { session } = grant.caller;
      return ok({ ...question.shown, ...asked.issue({ question, session, triesLeft: LIMITS.proofTries }) });
    },

    async prove(grant: Grant<"proof.give">, { ticket, proof }: ApiParsed<"prove">) {
      const { account } = grant.resource;
      const { session } = grant.caller;
      const held = asked.take(ticket);
      if (held === undefined || held.session !== session) return refuse("proof-over");
      const nowMs = clock.nowMs();
      const waitMs = door.byPerson.take(account, nowMs);
      if (waitMs > 0) {
        asked.giveBack(ticket, held);
        return refuse("rate-limited", undefined, waitMs);
      }
      const { question, triesLeft } = held;
      const outcome = await checked(question, proof, grant.caller);
      if (!outcome.ok) {
        const about = { subject: account, detail: { by: proof.kind, session } };
        await ledger.commit(grant, () => plan(told.proofRefused, [about], [], null));
        if (proof.kind !== "passkey" && triesLeft > 1) asked.giveBack(ticket, { ...held, triesLeft: triesLeft - 1 });
        return outcome;
      }
      const about = { subject: account, detail: { by: outcome.value.by, session } };
      const row = await store.session(session);
      if (row === undefined || !isGenuine(vault, row) || (await retired.row(sessions, row)))
        return refuse("signed-out");
      const change = changedCells(row, { proven_ms: nowMs });
      const proven = update(sessions, { id: session, account, ended_ms: null }, change, "signed-out");
      const done = await ledger.commit(grant, () =>
        plan(told.proofGiven, [about], [...outcome.value.steps, proven], null),
      );
      if (!done.ok) return done;
      door.byPerson.forgive(account);
      return ok({ provenUntilMs: nowMs + LIMITS.freshProofMs });
    },

    async changePassword(
      grant: Grant<"password.change">,
      input: ApiParsed<"changePassword">,
    ): Promise<Result<undefined>> {
      const { account } = grant.resource;
      const nowMs = clock.nowMs();
      const waitMs = door.byPerson.take(`change:${account}`, nowMs);
      if (waitMs > 0) return refuse("rate-limited", undefined, waitMs);
      const row = await store.account(account);
      if (row === undefined) return refuse("forbidden");
      const old = await isPassword(account, input.old);
      if (!old.ok) return old;
      const context = await door.contextOf(await door.personOf(row));
      const withFactor = await settings.hasFactor(account);
      const password = checkPassword(input.new, await settings.passwordAsk(withFactor, context));
      if (!password.ok) return password;
      const alone = checkPassword(input.new, await settings.passwordAsk(false, context));
      const hashed = await hasher.hash(password.value);
      const kept = await store.session(grant.caller.session);
      if (kept === undefined) return refuse("signed-out");
      const others = (await store.liveSessionsOf(account, nowMs)).filter(({ id }) => id !== kept.id);
      const set = {
        password: hashed,
        password_depends: alone.ok ? (0 as const) : (1 as const),
        password_ms: Math.max(clock.nowMs(), (row.password_ms ?? 0) + 1),
      };
      const done = await ledger.commit(grant, () =>
        plan(
          told.passwordChanged,
          [{ subject: account, detail: { endedSessions: others.length, device: grant.caller.device } }],
          [
            update(accounts, { id: account, password_ms: row.password_ms }, set, "sign-in-failed"),
            ...endOthersSteps(kept, nowMs),
          ],
          { account, kept: kept.id },
        ),
      );
      return done.ok ? ok(undefined) : done;
    },
  };
}
export type StepUpRules = ReturnType<typeof stepUpRules>;
