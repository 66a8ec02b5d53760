/**
 * Others' agreement to one act: signatures by distinct people's devices over its payload. What is verified here is only that
 * these people signed exactly this; whether they may, and are enough, the policy asks when it is used.
 */
import { isSignedByDevice, verifyingKeyFromBytes } from "@warbler/crypto/identity";
import { type AccountId, type ActRequest, actPayload, type RequestId } from "@warbler/protocol";

/** An approval as stored, with the key that the person's signed list of devices has for the device now. */
export interface Approval {
  readonly account: AccountId;
  readonly signature: Uint8Array;
  /** Absent where the device is not on the list any more. */
  readonly verifyingKey: Uint8Array | undefined;
}

export interface RequestedAct extends ActRequest {
  readonly id: RequestId;
  readonly account: AccountId;
}

class MadeQuorum {
  // A private field makes the type nominal: a list of names is no quorum.
  readonly #made = true;
  readonly act: RequestedAct;
  readonly approvers: readonly AccountId[];
  constructor(act: RequestedAct, approvers: readonly AccountId[]) {
    this.act = act;
    this.approvers = approvers;
    Object.freeze(this);
  }
  static made(quorum: object): boolean {
    return #made in quorum && quorum.#made;
  }
}
export type Quorum = MadeQuorum;
export const isGenuineQuorum = (quorum: object): boolean => MadeQuorum.made(quorum);

/** Whether this signature is of that key over this very act. */
export async function isApprovedBy(act: RequestedAct, { verifyingKey, signature }: Approval): Promise<boolean> {
  const key = verifyingKey === undefined ? undefined : verifyingKeyFromBytes(verifyingKey);
  return key !== undefined && (await isSignedByDevice(key, { kind: "approval", message: actPayload(act), signature }));
}

/** Everybody, once, who signed this very act, but for who asked for it. */
export async function quorumOf(act: RequestedAct, approvals: readonly Approval[]): Promise<Quorum> {
  const approvers = new Set<AccountId>();
  for (const approval of approvals)
    if (approval.account !== act.account && (await isApprovedBy(act, approval))) approvers.add(approval.account);
  return new MadeQuorum(act, [...approvers]);
}
