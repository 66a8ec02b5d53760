/** Dual control: asking for acts, showing what exactly is to be signed, approving and doing them. */
import { passkeyApprovalChallenge } from "@warbler/crypto/identity";
import {
  type ActRequestAnswer,
  type ApiInput,
  actPayload,
  base64urlFromBytes,
  type Json,
  type PasskeyAssertion,
  type RequestId,
} from "@warbler/protocol";
import type { Warbler } from "../warbler.ts";

export interface ActsApi {
  /** Asks for a call of a route whose action is under dual control. */
  ask(act: ApiInput<"askAct">): Promise<ActRequestAnswer>;
  /** What others and oneself asked for, newest first. For who may approve. */
  requests(): Promise<readonly ActRequestAnswer[]>;
  ownRequests(): Promise<readonly ActRequestAnswer[]>;
  /** Signs, with this device's key, exactly what is given here: show it before. */
  approve(act: ActRequestAnswer): Promise<ActRequestAnswer>;
  /** What a passkey has to answer, in base64url, to approve exactly what is given here. */
  passkeyChallenge(act: ActRequestAnswer): string;
  /** Hands in the passkey's answer: with user verification, and a passkey of one's own that is older than the request. */
  approveByPasskey(id: RequestId, passkey: PasskeyAssertion): Promise<ActRequestAnswer>;
  /** Does what was asked for, once, and gives the answer of its route. */
  execute(id: RequestId): Promise<Json | undefined>;
  withdraw(id: RequestId): Promise<void>;
}

export const actsOf = (me: Pick<Warbler, "api" | "identity">): ActsApi => ({
  ask: (act) => me.api("askAct", act),
  requests: async () => (await me.api("actRequests", undefined)).requests,
  ownRequests: async () => (await me.api("ownActRequests", undefined)).requests,
  async approve(act) {
    const signature = await me.identity.signAct(actPayload(act));
    return me.api("approveAct", { signature: base64urlFromBytes(signature) }, { request: act.id });
  },
  passkeyChallenge: (act) => base64urlFromBytes(passkeyApprovalChallenge(actPayload(act))),
  approveByPasskey: (request, passkey) => me.api("approveAct", { passkey }, { request }),
  execute: async (request) => (await me.api("executeAct", undefined, { request })).answer,
  withdraw: (request) => me.api("withdrawAct", undefined, { request }),
});
