/**
 * Signing in: by a password, with a second factor where there is one or must be one, or by a passkey alone. A question for a
 * proof holds nothing that the asker could not have: it is answered by its ticket, in time, and then begins the session.
 */
import { randomBytes } from "node:crypto";
import {
  type AccountId,
  type ApiParsed,
  LIMITS,
  newId,
  type PersonProof,
  type ProofAsk,
  type SessionAnswer,
  type SessionId,
  type SignInAnswer,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { plan, requireRows, type Step, update } from "../../kernel/plan.ts";
import type { OpenGrant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { Origin } from "../../kernel/routes/route.ts";
import { addressBlock } from "../../kernel/throttle.ts";
import {
  type Accepted,
  createTickets,
  newChallenge,
  type ProofRules,
  type Question,
  type RelyingParty,
  type SettingsRules,
} from "../factors/index.ts";
import type { DeviceProofs } from "./device-proof.ts";
import type { AccountsDoor } from "./door.ts";
import * as told from "./facts.ts";
import type { PasswordHasher } from "./password.ts";
import { newSession, type SessionDevice } from "./sessions.ts";
import { accountStore } from "./store.ts";
import { storedPassword } from "./stored-password.ts";
import { accounts, devices, sessions } from "./tables.ts";

export interface SignInDeps extends Pick<Kernel, "ledger" | "policy" | "reader" | "vault" | "retired" | "clock"> {
  readonly door: AccountsDoor;
  readonly hasher: PasswordHasher;
  readonly proofs: ProofRules;
  readonly party: RelyingParty | undefined;
  readonly settings: Pick<SettingsRules, "isFactorRequired">;
  readonly onDevice: DeviceProofs;
  /** Whether this person comes in by single sign-on alone. */
  readonly isSsoOnly: (account: AccountId) => Promise<boolean>;
}

/** What somebody gave first, and what goes with the session that it begins. */
export interface FirstProof {
  readonly device: SessionDevice;
  readonly by: "password" | "passkey" | "sso";
  readonly steps: (session: SessionId) => readonly Step[];
  /** When the password that was right had last been changed: it must still be that one when the session begins. */
  readonly passwordMs?: number | null;
  /** It was two factors at once: no second one is asked for. */
  readonly isTwofold?: boolean;
}

/** A service may let in whoever sits before a browser in which somebody once signed in there: that proves nothing about now. */
export const isFreshProof = ({ by }: Pick<FirstProof, "by">): boolean => by !== "sso";

interface Beginning {
  readonly account: AccountId;
  readonly first: FirstProof;
  readonly second?: Accepted;
}

/** Somebody whose first proof was right. */
interface HalfIn {
  readonly question: Question;
  readonly first: FirstProof;
  readonly triesLeft: number;
}

/** What a passkey of anybody may answer. */
interface Challenge {
  readonly challenge: string;
  /** The address block that asked. */
  readonly from: string;
}
/** A whole office may be behind one address. */
const CHALLENGES_OF_ONE_NETWORK = 1_000;

export function signInRules(deps: SignInDeps) {
  const { ledger, policy, clock, door, hasher, proofs, party, settings, onDevice } = deps;
  const store = accountStore(deps.reader);
  // A hash of nothing anyone knows: unknown names cost as much time as known ones.
  const decoy = hasher.hash(randomBytes(32).toString("hex"));
  const nobody = newId<AccountId>();
  const halfIn = createTickets<HalfIn>({ clock, lastsMs: LIMITS.proofAskMs, of: ({ question }) => question.account });
  const challenges = createTickets<Challenge>({
    clock,
    lastsMs: LIMITS.proofAskMs,
    of: ({ from }) => from,
    mostOfOne: CHALLENGES_OF_ONE_NETWORK,
  });

  const isBarred = async (account: AccountId, { by }: FirstProof) => by !== "sso" && (await deps.isSsoOnly(account));

  const begin = async (
    grant: OpenGrant,
    { account, first, second }: Beginning,
    origin: Origin,
  ): Promise<Result<SessionAnswer>> => {
    const { device, passwordMs } = first;
    if (await isBarred(account, first)) return refuse("sso-required");
    const isProof = second !== undefined || isFreshProof(first);
    const cameFrom = door.cameFrom(account, origin);
    const newPlace = !(await store.hasComeFrom(cameFrom));
    const round = deps.retired.round(sessions, account);
    const made = newSession(account, device, { nowMs: clock.nowMs(), origin, isProof, round, cameFrom });
    const by = second === undefined ? first.by : `${first.by}+${second.by}`;
    const detail = { session: made.session, device: made.device, newDevice: !("id" in device), newPlace, by };
    const limit =
      "id" in device
        ? requireRows(devices, { id: device.id, account, removed_ms: null }, "sign-in-failed")
        : requireRows(devices, { account, removed_ms: null }, "too-many", 0, LIMITS.devicesPerAccount - 1);
    const isSame =
      passwordMs === undefined
        ? []
        : [requireRows(accounts, { id: account, password_ms: passwordMs }, "sign-in-failed")];
    const used = [...(second?.steps ?? []), ...first.steps(made.session)];
    const done = await ledger.commit(grant, () =>
      plan(told.sessionStarted, [{ subject: account, detail }], [...isSame, limit, ...used, ...made.steps], {
        ...{ session: made.session, account },
        isNew: detail.newDevice || newPlace,
      }),
    );
    return done.ok ? door.sessionAnswer(account, made) : done;
  };

  /** What was right before is not any more when the password was changed or taken away meanwhile. */
  const isPasswordStill = async (account: AccountId, { by, passwordMs }: FirstProof): Promise<boolean> => {
    if (by !== "password") return true;
    const row = await store.account(account);
    return row !== undefined && row.password !== null && row.password_ms === passwordMs;
  };

  const noteRefusal = (grant: OpenGrant, account: AccountId, by: PersonProof["kind"]) =>
    ledger.commit(grant, () => plan(told.proofRefused, [{ subject: account, detail: { by } }], [], null));

  /** A session, or the second factor that is asked for first. */
  const beginOrAsk = async (
    grant: OpenGrant,
    account: AccountId,
    first: FirstProof,
    origin: Origin,
  ): Promise<Result<SignInAnswer>> => {
    if (await isBarred(account, first)) return refuse("sso-required");
    const question =
      first.isTwofold === true
        ? undefined
        : await proofs.secondFactor(account, await settings.isFactorRequired(account));
    if (question === undefined) return begin(grant, { account, first }, origin);
    const ask: ProofAsk = { ...question.shown, ...halfIn.issue({ question, first, triesLeft: LIMITS.proofTries }) };
    return ok({ ask });
  };

  return {
    beginOrAsk,
    mayBeOn: onDevice.mayBeOn,

    /** For who has proved by other means who they are, and that the device is theirs. */
    async signInAnew(
      grant: OpenGrant,
      account: AccountId,
      device: SessionDevice,
      origin: Origin,
    ): Promise<Result<SignInAnswer>> {
      const row = await store.account(account);
      if (row === undefined) return refuse("not-found");
      const first = { device, by: "password", steps: () => [], passwordMs: row.password_ms } as const;
      return beginOrAsk(grant, account, first, origin);
    },

    async signIn(grant: OpenGrant, input: ApiParsed<"signIn">, origin: Origin): Promise<Result<SignInAnswer>> {
      const key = door.handleKey(input.handle);
      const row = await store.accountByHandle(key);
      // Asked of a name that nobody has as well, so that it takes the same time.
      const knownThere = await store.hasComeFrom(door.cameFrom(row?.id ?? nobody, origin));
      const tried = { handleKey: key, network: addressBlock(origin.address), knownThere };
      const waitMs = door.tries.take(tried, clock.nowMs());
      if (waitMs > 0) return refuse("rate-limited", undefined, waitMs);
      const stored = row && (await storedPassword(deps, row));
      const typed = input.password.normalize("NFKC");
      const isRight = await hasher.verify(stored ?? (await decoy), typed);
      if (isRight === "busy") return refuse("overloaded", undefined, 1_000);
      if (!isRight || row === undefined || stored === undefined) {
        // Recorded for unknown names as well: the time a refusal takes must not tell who exists.
        await ledger.commit(grant, () =>
          plan(told.signInRefused, [{ subject: row?.id ?? null, detail: {} }], [], null),
        );
        return refuse("sign-in-failed");
      }
      // Told only to who knows the password; the session's own steps see to it that there is none.
      if ((await policy.orgRoleOf(row.id)) === undefined) return refuse("suspended");
      // Answers as a wrong password does: it tells nothing.
      if (!(await onDevice.mayBeOn(row.id, input.device))) return refuse("sign-in-failed");
      const steps = hasher.isOutdated(stored)
        ? [update(accounts, { id: row.id }, { password: await hasher.hash(typed) })]
        : [];
      const first: FirstProof = {
        device: input.device,
        by: "password",
        steps: () => steps,
        passwordMs: row.password_ms,
      };
      const begun = await beginOrAsk(grant, row.id, first, origin);
      if (begun.ok) door.tries.forgive(tried);
      return begun;
    },

    async prove(
      grant: OpenGrant,
      { ticket, proof }: ApiParsed<"proveSignIn">,
      origin: Origin,
    ): Promise<Result<SessionAnswer>> {
      const held = halfIn.take(ticket);
      if (held === undefined) return refuse("proof-over");
      const { question, first, triesLeft } = held;
      const { account } = question;
      const waitMs = door.byPerson.take(account, clock.nowMs());
      if (waitMs > 0) {
        halfIn.giveBack(ticket, held);
        return refuse("rate-limited", undefined, waitMs);
      }
      if (!(await isPasswordStill(account, first))) return refuse("proof-over");
      const checked: Result<Accepted> =
        proof.kind === "password" || proof.kind === "sso" ? refuse("proof-wrong") : await proofs.check(question, proof);
      if (!checked.ok) {
        await noteRefusal(grant, account, proof.kind);
        // A challenge serves once; a code may be mistyped.
        const mayTryAgain = proof.kind !== "passkey" && proof.kind !== "new-passkey" && triesLeft > 1;
        if (mayTryAgain) halfIn.giveBack(ticket, { ...held, triesLeft: triesLeft - 1 });
        return checked;
      }
      const begun = await begin(grant, { account, first, second: checked.value }, origin);
      if (begun.ok) door.byPerson.forgive(account);
      return begun;
    },

    async askDevice(_grant: OpenGrant, origin: Origin) {
      const from = addressBlock(origin.address);
      const waitMs = door.tries.takeFrom(from, clock.nowMs());
      return waitMs > 0 ? refuse("rate-limited", undefined, waitMs) : ok(onDevice.ask(from));
    },

    /** For whom it will be, only the passkey knows. */
    async askPasskey(_grant: OpenGrant, origin: Origin) {
      const from = addressBlock(origin.address);
      const waitMs = door.tries.takeFrom(from, clock.nowMs());
      if (waitMs > 0) return refuse("rate-limited", undefined, waitMs);
      if (party === undefined) return refuse("not-found", "passkeys need a host name, not an address");
      const challenge = newChallenge();
      return ok({ ...challenges.issue({ challenge, from }), passkey: { challenge, rpId: party.id, allow: [] } });
    },

    async signInByPasskey(
      grant: OpenGrant,
      { ticket, passkey, device }: ApiParsed<"signInByPasskey">,
      origin: Origin,
    ): Promise<Result<SessionAnswer>> {
      const waitMs = door.tries.takeFrom(addressBlock(origin.address), clock.nowMs());
      if (waitMs > 0) return refuse("rate-limited", undefined, waitMs);
      const asked = challenges.take(ticket);
      if (asked === undefined) return refuse("proof-over");
      const checked = await proofs.answered(passkey, asked.challenge);
      if (!checked.ok) {
        await ledger.commit(grant, () =>
          plan(told.signInRefused, [{ subject: null, detail: { by: "passkey" } }], [], null),
        );
        return checked;
      }
      const { account, steps } = checked.value;
      if ((await policy.orgRoleOf(account)) === undefined) return refuse("suspended");
      if (!(await onDevice.mayBeOn(account, device))) return refuse("sign-in-failed");
      return begin(grant, { account, first: { device, by: "passkey", steps: () => steps } }, origin);
    },
  };
}
export type SignInRules = ReturnType<typeof signInRules>;
