/**
 * Asks for and checks proofs of who somebody is. What a right proof uses up (a time step, a code, a count of signatures) comes
 * back as steps, which refuse the plan they are in when somebody else was first: a proof counts once, also 20 at a time.
 */
import type { AccountId, PasskeyAssertion, PersonProof, ProofAsk, ProofKind } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { requireRows, type Step, update } from "../../kernel/plan.ts";
import { checkAssertion, type RelyingParty } from "../../kernel/policy/passkey-assertion.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { heldBy } from "./held.ts";
import { newFactors } from "./new-factors.ts";
import { foldRecoveryCode } from "./recovery-codes.ts";
import { factorStore, type PasskeyRow } from "./store.ts";
import { heldFactors, passkeys, recoveryCodes, totps } from "./tables.ts";
import { newTotpSecret, totpStep, totpUri } from "./totp.ts";
import { newChallenge } from "./webauthn.ts";

/** What was asked of one person; held under a ticket by whoever asked. */
export interface Question {
  readonly account: AccountId;
  readonly shown: Omit<ProofAsk, "ticket" | "expiresAtMs">;
}

export interface Accepted {
  readonly by: PersonProof["kind"];
  /** Uses the proof up. */
  readonly steps: readonly Step[];
}

export interface ProofsDeps extends Pick<Kernel, "reader" | "vault" | "tagged" | "retired" | "clock"> {
  readonly party: RelyingParty | undefined;
  /** What names the person and the organisation in an authenticator app. */
  readonly namesOf: (account: AccountId) => Promise<{ readonly organisation: string; readonly handle: string }>;
}

export function proofRules({ reader, vault, tagged, retired, clock, party, namesOf }: ProofsDeps) {
  const store = factorStore(reader);
  const held = heldBy({ reader, tagged });
  const make = newFactors({ reader, vault, clock, party });
  const credentialKey = (credential: string) => vault.lookup("passkey", credential);

  /** What somebody has to prove themselves with; recovery codes only stand in for something else. */
  const ownKinds = async (account: AccountId) => {
    const [{ passkeys: keys, totp, hasAny }, codes] = await Promise.all([
      held(account),
      store.recoveryCodesOf(account),
    ]);
    const hasKey = keys.length > 0 && party !== undefined;
    const kinds: ProofKind[] = [
      ...(hasKey ? ["passkey" as const] : []),
      ...(totp === undefined ? [] : ["totp" as const]),
    ];
    const hasCode = hasAny && codes.some(({ used_ms }) => used_ms === null);
    const all: ProofKind[] = [...kinds, ...(hasCode ? ["recovery-code" as const] : [])];
    // Who has one that is gone from the database is asked for what nothing answers: a password alone is not enough.
    const isGone = hasAny && keys.length === 0 && totp === undefined;
    return { keys, kinds: isGone && all.length === 0 ? ["totp" as const] : all };
  };

  const requestFor = (keys: readonly PasskeyRow[]): Pick<ProofAsk, "passkey"> => {
    if (party === undefined || keys.length === 0) return {};
    const allow = keys.flatMap((row) => {
      const credential = vault.open(passkeys, "credential", row);
      return credential === ERASED ? [] : [credential];
    });
    return { passkey: { challenge: newChallenge(), rpId: party.id, allow } };
  };

  const isHeld = async ({ account, id }: PasskeyRow): Promise<boolean> =>
    (await held(account)).passkeys.some((key) => key.id === id);

  /** Whose passkey answered the challenge, and what that uses up. */
  const answered = async (
    answer: PasskeyAssertion,
    challenge: string,
  ): Promise<Result<Accepted & { readonly account: AccountId }>> => {
    const row = await store.passkeyByCredential(credentialKey(answer.id));
    if (party === undefined || row === undefined || !(await isHeld(row))) return refuse("proof-wrong");
    const credential = vault.open(passkeys, "credential", row);
    const publicKey = vault.openBytes(passkeys, "public_key", row);
    if (credential === ERASED || publicKey === ERASED) return refuse("proof-wrong");
    if (answer.user !== undefined && answer.user !== row.account) return refuse("proof-wrong");
    const known = { credential, publicKey: new Uint8Array(publicKey), signatures: row.signatures };
    const signatures = await checkAssertion(answer, { party, challenge, known });
    if (signatures === undefined) return refuse("proof-wrong");
    const used = { signatures, used_ms: clock.nowMs() };
    const steps = [update(passkeys, { id: row.id, signatures: row.signatures }, used, "proof-wrong")];
    return ok({ by: "passkey", account: row.account, steps });
  };

  const checkTotp = async (account: AccountId, code: string): Promise<Result<Accepted>> => {
    const row = (await held(account)).totp;
    const secret = row === undefined ? ERASED : await retired.value(totps, "secret", row);
    if (row === undefined || secret === ERASED || secret === undefined) return refuse("proof-wrong");
    const step = totpStep(secret, code, { nowMs: clock.nowMs(), lastStep: row.last_step });
    if (step === undefined) return refuse("proof-wrong");
    const where = { account, last_step: row.last_step };
    return ok({ by: "totp", steps: [update(totps, where, { last_step: step }, "proof-wrong")] });
  };

  const checkRecoveryCode = async (account: AccountId, typed: string): Promise<Result<Accepted>> => {
    const code = recoveryCodeKey(vault, { account, round: retired.round(recoveryCodes, account) }, typed);
    const row = (await store.recoveryCodesOf(account)).find(
      (one) => one.used_ms === null && Buffer.compare(one.code, code) === 0,
    );
    if (row === undefined || (await retired.row(recoveryCodes, row))) return refuse("proof-wrong");
    const used = { used_ms: clock.nowMs() };
    return ok({
      by: "recovery-code",
      steps: [update(recoveryCodes, { account, code, used_ms: null }, used, "proof-wrong")],
    });
  };

  return {
    /** What signing in needs beside the password: a factor that is there, or a first one where it is required. */
    async secondFactor(account: AccountId, isRequired: boolean): Promise<Question | undefined> {
      const { keys, kinds } = await ownKinds(account);
      if (kinds.length > 0) return { account, shown: { kinds, ...requestFor(keys) } };
      if (!isRequired) return undefined;
      const { organisation, handle } = await namesOf(account);
      const secret = newTotpSecret();
      const totp = { secret, uri: totpUri(secret, { issuer: organisation, name: handle }) };
      const passkey = await make.creation(account, handle);
      return { account, shown: { kinds: [], enrol: { totp, ...(passkey !== undefined && { passkey }) } } };
    },

    /** What proves anew who somebody is: the second factor where there is one, else the password. */
    async freshProof(account: AccountId): Promise<Question> {
      const { keys, kinds } = await ownKinds(account);
      return { account, shown: { kinds: kinds.length > 0 ? kinds : ["password"], ...requestFor(keys) } };
    },

    /** Checks any proof but a password, which the accounts keep. */
    async check(
      { account, shown }: Question,
      proof: Exclude<PersonProof, { kind: "password" | "sso" }>,
    ): Promise<Result<Accepted>> {
      switch (proof.kind) {
        case "passkey": {
          if (shown.passkey === undefined) return refuse("proof-wrong");
          const checked = await answered(proof.passkey, shown.passkey.challenge);
          // The passkey of another person proves that one, not this one.
          return checked.ok && checked.value.account !== account ? refuse("proof-wrong") : checked;
        }
        case "totp":
          return shown.kinds.includes("totp") ? checkTotp(account, proof.code) : refuse("proof-wrong");
        case "recovery-code":
          return shown.kinds.includes("recovery-code") ? checkRecoveryCode(account, proof.code) : refuse("proof-wrong");
        case "new-totp": {
          if (shown.enrol === undefined) return refuse("proof-wrong");
          const made = make.totp(account, shown.enrol.totp.secret, proof.code);
          return made.ok ? ok({ by: proof.kind, steps: [...hasNone(account), ...made.value] }) : made;
        }
        case "new-passkey": {
          if (shown.enrol?.passkey === undefined) return refuse("proof-wrong");
          const made = await make.passkey(account, proof, shown.enrol.passkey.challenge);
          return made.ok ? ok({ by: proof.kind, steps: [...hasNone(account), ...made.value.steps] }) : made;
        }
      }
    },

    /** Who answered a challenge that asked nobody in particular. */
    answered,
  };
}
export type ProofRules = ReturnType<typeof proofRules>;

/** A first factor is made by who has none when it is stored: an older question lets nobody past one that is there since. */
const hasNone = (account: AccountId): readonly Step[] => [requireRows(heldFactors, { account }, "proof-over", 0, 0)];

/** Codes of a round that is over are found by nothing that is typed. */
export const recoveryCodeKey = (
  vault: Kernel["vault"],
  { account, round }: { readonly account: AccountId; readonly round: number },
  code: string,
): Uint8Array => vault.lookup("recovery-code", `${account}:${round === 0 ? "" : `${round}:`}${foldRecoveryCode(code)}`);
