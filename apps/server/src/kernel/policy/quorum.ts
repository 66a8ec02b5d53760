/**
 * Others' agreement to one act: signatures by distinct people's devices or passkeys over its payload. What is verified here is
 * only that these people signed exactly this, and with what; whether that suffices, whether they may, and are enough, the policy
 * asks when it is used.
 */
import { isSignedByDevice, passkeyApprovalChallenge, verifyingKeyFromBytes } from "@warbler/crypto/identity";
import {
  type AccountId,
  type ActRequest,
  type ApprovalKeys,
  actPayload,
  base64urlFromBytes,
  type PasskeyAssertion,
  type RequestId,
} from "@warbler/protocol";
import { checkAssertion, type KnownPasskey, type RelyingParty } from "./passkey-assertion.ts";

/** An approval as stored, with what its signer has now. */
export type Approval = { readonly account: AccountId } & (
  | {
      readonly by: "device";
      readonly signature: Uint8Array;
      /** By the person's signed list of devices; absent where the device is not on it any more. */
      readonly verifyingKey: Uint8Array | undefined;
      /** They have a passkey that they could have used. */
      readonly hasPasskey: boolean;
    }
  | {
      readonly by: "passkey";
      readonly assertion: PasskeyAssertion;
      /** Absent where they do not have it any more. */
      readonly passkey: Omit<KnownPasskey, "signatures"> | undefined;
      readonly party: RelyingParty | undefined;
    }
);

export interface RequestedAct extends ActRequest {
  readonly id: RequestId;
  readonly account: AccountId;
}

/** With what somebody approved: by the weakest rule that it satisfies. */
type Signed = "passkey" | "device" | "device-beside-passkey";

class MadeQuorum {
  // A private field makes the type nominal: a list of names is no quorum.
  readonly #made = true;
  readonly act: RequestedAct;
  readonly #signed: ReadonlyMap<AccountId, Signed>;
  constructor(act: RequestedAct, signed: ReadonlyMap<AccountId, Signed>) {
    this.act = act;
    this.#signed = signed;
    Object.freeze(this);
  }
  /** Who signed with what the rule asks for. */
  approvers(keys: ApprovalKeys): readonly AccountId[] {
    return [...this.#signed].filter(([, signed]) => suffices(signed, keys)).map(([account]) => account);
  }
  static made(quorum: object): boolean {
    return #made in quorum && quorum.#made;
  }
}
export type Quorum = MadeQuorum;
export const isGenuineQuorum = (quorum: object): boolean => MadeQuorum.made(quorum);

/** Whether what somebody signed with is what the rule asks for. */
export function suffices(signed: Signed, keys: ApprovalKeys): boolean {
  switch (keys) {
    case "any":
      return true;
    case "passkey-where-held":
      return signed !== "device-beside-passkey";
    case "passkey":
      return signed === "passkey";
  }
}

/** With what it is signed: undefined unless it is of that key over this very act. */
export async function signedBy(act: RequestedAct, approval: Approval): Promise<Signed | undefined> {
  const message = actPayload(act);
  if (approval.by === "device") {
    const { verifyingKey, signature, hasPasskey } = approval;
    const key = verifyingKey === undefined ? undefined : verifyingKeyFromBytes(verifyingKey);
    if (key === undefined || !(await isSignedByDevice(key, { kind: "approval", message, signature }))) return undefined;
    return hasPasskey ? "device-beside-passkey" : "device";
  }
  const { party, passkey, assertion } = approval;
  if (party === undefined || passkey === undefined) return undefined;
  const challenge = base64urlFromBytes(passkeyApprovalChallenge(message));
  // Its count was held to the passkey's when it was taken, and is behind it by now.
  const known = { ...passkey, signatures: 0 };
  return (await checkAssertion(assertion, { party, challenge, known })) === undefined ? undefined : "passkey";
}

/** Everybody, once, who signed this very act, but for who asked for it. A passkey that two accounts have counts for one. */
export async function quorumOf(act: RequestedAct, approvals: readonly Approval[]): Promise<Quorum> {
  const signers = new Map<AccountId, Signed>();
  const passkeys = new Set<string>();
  for (const approval of approvals) {
    if (approval.account === act.account) continue;
    const signed = await signedBy(act, approval);
    if (signed === undefined) continue;
    if (approval.by === "passkey" && approval.passkey !== undefined) {
      const key = base64urlFromBytes(approval.passkey.publicKey);
      if (passkeys.has(key)) continue;
      passkeys.add(key);
    }
    signers.set(approval.account, signed);
  }
  return new MadeQuorum(act, signers);
}
