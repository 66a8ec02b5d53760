/**
 * Signing in: by a password, with a second factor where there is one or must be one, or by a passkey alone. A question for a
 * proof holds nothing that the asker could not have: it is answered by its ticket, in time, and then begins the session.
 */
import { randomBytes } from "node:crypto";
import {
  type AccountId,
  type ApiParsed,
  LIMITS,
  type PersonProof,
  type ProofAsk,
  type SessionAnswer,
  type SignInAnswer,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { plan, requireRows, type Step, update } from "../../kernel/plan.ts";
import type { OpenGrant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { Origin } from "../../kernel/routes/route.ts";
import {
  type Accepted,
  createTickets,
  newChallenge,
  type ProofRules,
  type Question,
  type RelyingParty,
  type SettingsRules,
} from "../factors/index.ts";
import type { AccountsDoor } from "./door.ts";
import * as told from "./facts.ts";
import type { PasswordHasher } from "./password.ts";
import { newSession, type SessionDevice } from "./sessions.ts";
import { type AccountRow, accountStore } from "./store.ts";
import { accounts, devices } from "./tables.ts";
import { addressBlock } from "./throttle.ts";

export interface SignInDeps extends Pick<Kernel, "ledger" | "policy" | "reader" | "vault" | "clock"> {
  readonly door: AccountsDoor;
  readonly hasher: PasswordHasher;
  readonly proofs: ProofRules;
  readonly party: RelyingParty | undefined;
  readonly settings: Pick<SettingsRules, "isFactorRequired">;
}

interface Beginning {
  readonly account: AccountId;
  readonly device: SessionDevice;
  readonly by: readonly PersonProof["kind"][];
  readonly steps: readonly Step[];
  /** When the password that was right had last been changed: it must still be that one when the session begins. */
  readonly passwordMs?: number | null;
}

/** Somebody whose password was right. */
interface HalfIn {
  readonly question: Question;
  readonly device: SessionDevice;
  readonly steps: readonly Step[];
  readonly passwordMs: number | null;
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
  const { ledger, policy, vault, clock, door, hasher, proofs, party, settings } = deps;
  const store = accountStore(deps.reader);
  // A hash of nothing anyone knows: unknown names cost as much time as known ones.
  const decoy = hasher.hash(randomBytes(32).toString("hex"));
  const halfIn = createTickets<HalfIn>({ clock, lastsMs: LIMITS.proofAskMs, of: ({ question }) => question.account });
  const challenges = createTickets<Challenge>({
    clock,
    lastsMs: LIMITS.proofAskMs,
    of: ({ from }) => from,
    mostOfOne: CHALLENGES_OF_ONE_NETWORK,
  });

  const begin = async (
    grant: OpenGrant,
    { account, device, by, steps, passwordMs }: Beginning,
    origin: Origin,
  ): Promise<Result<SessionAnswer>> => {
    const made = newSession(account, device, { nowMs: clock.nowMs(), origin });
    const detail = { session: made.session, device: made.device, newDevice: !("id" in device), by: by.join("+") };
    const limit =
      "id" in device
        ? requireRows(devices, { id: device.id, account, removed_ms: null }, "sign-in-failed")
        : requireRows(devices, { account, removed_ms: null }, "too-many", 0, LIMITS.devicesPerAccount - 1);
    const isSame =
      passwordMs === undefined
        ? []
        : [requireRows(accounts, { id: account, password_ms: passwordMs }, "sign-in-failed")];
    const done = await ledger.commit(grant, () =>
      plan(told.sessionStarted, [{ subject: account, detail }], [...isSame, limit, ...steps, ...made.steps], {
        session: made.session,
      }),
    );
    return done.ok ? door.sessionAnswer(account, made) : done;
  };

  /** A device of someone else, or one that was removed, answers as a wrong password does: it tells nothing. */
  const mayBeOn = async (account: AccountId, device: SessionDevice): Promise<boolean> => {
    if (!("id" in device)) return true;
    const row = await store.device(device.id);
    return row !== undefined && row.account === account && row.removed_ms === null;
  };

  const noteRefusal = (grant: OpenGrant, account: AccountId, by: PersonProof["kind"]) =>
    ledger.commit(grant, () => plan(told.proofRefused, [{ subject: account, detail: { by } }], [], null));

  /** A session, or the second factor that is asked for first. */
  const beginOrAsk = async (
    grant: OpenGrant,
    row: AccountRow,
    { device, steps }: { readonly device: SessionDevice; readonly steps: readonly Step[] },
    origin: Origin,
  ): Promise<Result<SignInAnswer>> => {
    const question = await proofs.secondFactor(row.id, await settings.isFactorRequired(row.id));
    const passwordMs = row.password_ms;
    if (question === undefined)
      return begin(grant, { account: row.id, device, by: ["password"], steps, passwordMs }, origin);
    const held = { question, device, steps, passwordMs, triesLeft: LIMITS.proofTries };
    const ask: ProofAsk = { ...question.shown, ...halfIn.issue(held) };
    return ok({ ask });
  };

  return {
    beginOrAsk,

    async signIn(grant: OpenGrant, input: ApiParsed<"signIn">, origin: Origin): Promise<Result<SignInAnswer>> {
      const nowMs = clock.nowMs();
      const key = door.handleKey(input.handle);
      const keyText = Buffer.from(key).toString("base64");
      const waitMs = Math.max(
        door.byHandle.take(keyText, nowMs),
        door.byAddress.take(addressBlock(origin.address), nowMs),
      );
      if (waitMs > 0) return refuse("rate-limited", undefined, waitMs);
      const row = await store.accountByHandle(key);
      const stored = row?.password === null || row === undefined ? ERASED : vault.open(accounts, "password", row);
      const typed = input.password.normalize("NFKC");
      const isRight = await hasher.verify(stored === ERASED ? await decoy : stored, typed);
      if (isRight === "busy") return refuse("overloaded", undefined, 1_000);
      if (!isRight || row === undefined || stored === ERASED) {
        // Recorded for unknown names as well: the time a refusal takes must not tell who exists.
        await ledger.commit(grant, () =>
          plan(told.signInRefused, [{ subject: row?.id ?? null, detail: {} }], [], null),
        );
        return refuse("sign-in-failed");
      }
      // Told only to who knows the password; the session's own steps see to it that there is none.
      if ((await policy.orgRoleOf(row.id)) === undefined) return refuse("suspended");
      if (!(await mayBeOn(row.id, input.device))) return refuse("sign-in-failed");
      const steps = hasher.isOutdated(stored)
        ? [update(accounts, { id: row.id }, { password: await hasher.hash(typed) })]
        : [];
      const begun = await beginOrAsk(grant, row, { device: input.device, steps }, origin);
      if (begun.ok) door.byHandle.forgive(keyText);
      return begun;
    },

    async prove(
      grant: OpenGrant,
      { ticket, proof }: ApiParsed<"proveSignIn">,
      origin: Origin,
    ): Promise<Result<SessionAnswer>> {
      const held = halfIn.take(ticket);
      if (held === undefined) return refuse("proof-over");
      const { question, device, steps, passwordMs, triesLeft } = held;
      const { account } = question;
      const waitMs = door.byPerson.take(account, clock.nowMs());
      if (waitMs > 0) {
        halfIn.giveBack(ticket, held);
        return refuse("rate-limited", undefined, waitMs);
      }
      const row = await store.account(account);
      if (row === undefined || row.password === null || row.password_ms !== passwordMs) return refuse("proof-over");
      const checked: Result<Accepted> =
        proof.kind === "password" ? refuse("proof-wrong") : await proofs.check(question, proof);
      if (!checked.ok) {
        await noteRefusal(grant, account, proof.kind);
        // A challenge serves once; a code may be mistyped.
        const mayTryAgain = proof.kind !== "passkey" && proof.kind !== "new-passkey" && triesLeft > 1;
        if (mayTryAgain) halfIn.giveBack(ticket, { ...held, triesLeft: triesLeft - 1 });
        return checked;
      }
      const by = ["password", checked.value.by] as const;
      const used = [...steps, ...checked.value.steps];
      const begun = await begin(grant, { account, device, by, steps: used, passwordMs }, origin);
      if (begun.ok) door.byPerson.forgive(account);
      return begun;
    },

    /** For whom it will be, only the passkey knows. */
    async askPasskey(_grant: OpenGrant, origin: Origin) {
      const from = addressBlock(origin.address);
      const waitMs = door.byAddress.take(from, clock.nowMs());
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
      const waitMs = door.byAddress.take(addressBlock(origin.address), clock.nowMs());
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
      if (!(await mayBeOn(account, device))) return refuse("sign-in-failed");
      return begin(grant, { account, device, by: ["passkey"], steps }, origin);
    },
  };
}
export type SignInRules = ReturnType<typeof signInRules>;
