/** Makes passkeys and authenticator apps count: the steps that store them, once they have shown that they work. */
import {
  type AccountId,
  LIMITS,
  type NewPasskeyAnswer,
  newId,
  type PasskeyCreation,
  type PasskeyId,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { insert, insertOrReplace, requireRows, type Step } from "../../kernel/plan.ts";
import type { RelyingParty } from "../../kernel/policy/passkey-assertion.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { holdPasskey, holdTotp } from "./held.ts";
import { factorStore } from "./store.ts";
import { heldFactors, passkeys, totps } from "./tables.ts";
import { totpStep } from "./totp.ts";
import { algorithmsHere, checkNewPasskey, newChallenge } from "./webauthn.ts";

export interface NewFactorsDeps extends Pick<Kernel, "reader" | "vault" | "clock"> {
  readonly party: RelyingParty | undefined;
}

export function newFactors({ reader, vault, clock, party }: NewFactorsDeps) {
  const store = factorStore(reader);
  return {
    /** What a new passkey is made with; undefined where none can be. */
    async creation(account: AccountId, handle: string): Promise<PasskeyCreation | undefined> {
      if (party === undefined) return undefined;
      const exclude = (await store.passkeysOf(account)).flatMap((row) => {
        const credential = vault.open(passkeys, "credential", row);
        return credential === ERASED ? [] : [credential];
      });
      return {
        challenge: newChallenge(),
        rp: { id: party.id, name: "Warbler" },
        user: { id: account, name: handle, displayName: handle },
        algorithms: [...algorithmsHere],
        exclude,
      };
    },

    async passkey(
      account: AccountId,
      { name, passkey }: { readonly name: string; readonly passkey: NewPasskeyAnswer },
      challenge: string,
    ) {
      const checked = party === undefined ? undefined : await checkNewPasskey(passkey, { party, challenge });
      if (checked === undefined) return refuse("proof-wrong");
      const id = newId<PasskeyId>();
      const addedAtMs = clock.nowMs();
      const steps: readonly Step[] = [
        requireRows(heldFactors, { account, kind: "passkey" }, "too-many", 0, LIMITS.passkeysPerAccount - 1),
        insert(
          passkeys,
          {
            id,
            account,
            credential_key: vault.lookup("passkey", checked.credential),
            credential: checked.credential,
            public_key: checked.publicKey,
            name,
            algorithm: checked.algorithm,
            signatures: checked.signatures,
            is_synced: checked.isSynced ? 1 : 0,
            added_ms: addedAtMs,
          },
          "id-reused",
        ),
        holdPasskey(account, id, addedAtMs),
      ];
      return ok({ steps, id, addedAtMs, algorithm: checked.algorithm, isSynced: checked.isSynced });
    },

    /** The code that shows that it works is used up by that. */
    totp(account: AccountId, secret: string, code: string): Result<readonly Step[]> {
      const nowMs = clock.nowMs();
      const step = totpStep(secret, code, { nowMs, lastStep: 0 });
      if (step === undefined) return refuse("proof-wrong");
      return ok([
        insertOrReplace(totps, { account, secret, last_step: step, added_ms: nowMs }),
        holdTotp(account, nowMs),
      ]);
    },
  };
}
