/**
 * Passkeys that approve acts under dual control. Only one that was there before the act was asked for counts: who has got hold of
 * a session cannot make an approver's passkey for what already waits.
 */
import type { AccountId, PasskeyAssertion, PasskeyId } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { type Step, update } from "../../kernel/plan.ts";
import { checkAssertion, type KnownPasskey, type RelyingParty } from "../../kernel/policy/passkey-assertion.ts";
import { heldBy } from "./held.ts";
import type { PasskeyRow } from "./store.ts";
import { passkeys } from "./tables.ts";

export interface PasskeyKey extends KnownPasskey {
  readonly id: PasskeyId;
  /** COSE number of the algorithm. */
  readonly algorithm: number;
}

export interface ApprovalPasskeys {
  /** Whether the person had one at that time, also where it is gone from the database. */
  hadOne(account: AccountId, atMs: number): Promise<boolean>;
  /** Those of the person that were there at that time. */
  before(account: AccountId, atMs: number): Promise<readonly PasskeyKey[]>;
  /** Which of these made the assertion, and the step that uses its count up; undefined for anything else. */
  used(
    keys: readonly PasskeyKey[],
    assertion: PasskeyAssertion,
    challenge: string,
  ): Promise<{ readonly key: PasskeyKey; readonly steps: readonly Step[] } | undefined>;
}

export function approvalPasskeys(
  { reader, vault, tagged, clock }: Pick<Kernel, "reader" | "vault" | "tagged" | "clock">,
  party: RelyingParty | undefined,
): ApprovalPasskeys {
  const held = heldBy({ reader, tagged });
  const keyOf = (row: PasskeyRow): readonly PasskeyKey[] => {
    const credential = vault.open(passkeys, "credential", row);
    const publicKey = vault.openBytes(passkeys, "public_key", row);
    if (credential === ERASED || publicKey === ERASED) return [];
    const { id, algorithm, signatures } = row;
    return [{ id, credential, publicKey: new Uint8Array(publicKey), algorithm, signatures }];
  };
  return {
    async hadOne(account, atMs) {
      return party !== undefined && (await held(account)).passkeySinceMs <= atMs;
    },
    async before(account, atMs) {
      if (party === undefined) return [];
      return (await held(account)).passkeys.filter((row) => row.added_ms <= atMs).flatMap(keyOf);
    },
    async used(keys, assertion, challenge) {
      const key = keys.find(({ credential }) => credential === assertion.id);
      if (party === undefined || key === undefined) return undefined;
      const signatures = await checkAssertion(assertion, { party, challenge, known: key });
      if (signatures === undefined) return undefined;
      const used = { signatures, used_ms: clock.nowMs() };
      // Taken back to a plan that refuses where another answer of the same passkey, or its removal, was first.
      return { key, steps: [update(passkeys, { id: key.id, signatures: key.signatures }, used, "proof-wrong")] };
    },
  };
}
