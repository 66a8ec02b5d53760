/** Approvals of acts: what is handed in becomes a row once it is right, and a row becomes what the quorum verifies again. */
import { type ListedDevice, passkeyApprovalChallenge } from "@warbler/crypto/identity";
import {
  type AccountId,
  type ActRequestAnswer,
  type ApiParsed,
  actPayload,
  base64urlFromBytes,
  type DeviceId,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import type { Step } from "../../kernel/plan.ts";
import type { RelyingParty } from "../../kernel/policy/passkey-assertion.ts";
import type { Caller } from "../../kernel/policy/policy.ts";
import { type Approval, type RequestedAct, signedBy, suffices } from "../../kernel/policy/quorum.ts";
import type { ApprovalRule } from "../../kernel/policy/rule.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { InsertOf } from "../../kernel/tables.ts";
import { type ApprovalPasskeys, spkiOf } from "../factors/index.ts";
import type { ApprovalRow } from "./store.ts";
import { actApprovals, type KeptAssertion } from "./tables.ts";

export interface ApprovalDeps extends Pick<Kernel, "vault" | "clock"> {
  readonly listedDevices: (account: AccountId) => Promise<ReadonlyMap<DeviceId, ListedDevice>>;
  readonly passkeys: ApprovalPasskeys;
  readonly party: RelyingParty | undefined;
}

interface Given {
  readonly row: InsertOf<typeof actApprovals>;
  readonly steps: readonly Step[];
}
type Shown = ActRequestAnswer["approvals"][number];

const bytesOf = (text: string): Buffer => Buffer.from(text, "base64url");

export function approvalsOf({ vault, clock, listedDevices, passkeys, party }: ApprovalDeps) {
  const keptIn = (row: ApprovalRow): KeptAssertion | undefined => {
    if (row.assertion === null) return undefined;
    const kept = vault.open(actApprovals, "assertion", { ...row, assertion: row.assertion });
    return kept === ERASED ? undefined : kept;
  };
  const deviceKey = async (account: AccountId, device: DeviceId) => (await listedDevices(account)).get(device);

  const byDevice = async (act: RequestedAct, { account, device }: Caller, signature: Uint8Array) => {
    const listed = await deviceKey(account, device);
    if (listed === undefined) return refuse("device-unlisted");
    const hasPasskey = await passkeys.hadOne(account, act.askedAtMs);
    const verifyingKey = listed.signatureKey;
    const signed = await signedBy(act, { account, by: "device", signature, verifyingKey, hasPasskey });
    if (signed === undefined) return refuse("bad-request", "expected a signature of this device over this act");
    const row = { request: act.id, account, device, signature, at_ms: clock.nowMs() };
    return ok({ signed, row, steps: [] });
  };

  const byPasskey = async (
    act: RequestedAct,
    { account, device }: Caller,
    assertion: Extract<ApiParsed<"approveAct">, { passkey: unknown }>["passkey"],
  ) => {
    const challenge = base64urlFromBytes(passkeyApprovalChallenge(actPayload(act)));
    const keys = await passkeys.before(account, act.askedAtMs);
    if (!keys.some(({ credential }) => credential === assertion.id)) return refuse("passkey-needed");
    const used = await passkeys.used(keys, assertion, challenge);
    if (used === undefined) return refuse("proof-wrong");
    const { id: passkey, credential, publicKey, algorithm } = used.key;
    const { authenticatorData, clientData } = assertion;
    const row = {
      ...{ request: act.id, account, device, signature: bytesOf(assertion.signature), at_ms: clock.nowMs(), passkey },
      assertion: { credential, publicKey: base64urlFromBytes(publicKey), algorithm, authenticatorData, clientData },
    };
    return ok({ signed: "passkey" as const, row, steps: used.steps });
  };

  return {
    /** The row of an approval that is right now, and what it uses up. */
    async given(
      act: RequestedAct,
      { keys }: ApprovalRule,
      caller: Caller,
      input: ApiParsed<"approveAct">,
    ): Promise<Result<Given>> {
      const made =
        "passkey" in input
          ? await byPasskey(act, caller, input.passkey)
          : await byDevice(act, caller, bytesOf(input.signature));
      if (!made.ok) return made;
      const { signed, row, steps } = made.value;
      return suffices(signed, keys) ? ok({ row, steps }) : refuse("passkey-needed");
    },

    /** As the quorum takes it: with the keys that the approver has at this moment. */
    async stored(row: ApprovalRow, act: RequestedAct): Promise<readonly Approval[]> {
      const { account } = row;
      const signature = vault.openBytes(actApprovals, "signature", row);
      if (signature === ERASED) return [];
      if (row.passkey === null) {
        const verifyingKey = (await deviceKey(account, row.device))?.signatureKey;
        const hasPasskey = await passkeys.hadOne(account, act.askedAtMs);
        return [{ account, by: "device", signature, verifyingKey, hasPasskey }];
      }
      const keys = await passkeys.before(account, act.askedAtMs);
      const kept = keptIn(row);
      if (kept === undefined) return [];
      const { credential, authenticatorData, clientData, publicKey } = kept;
      const known = keys.find(({ id }) => id === row.passkey);
      const isSame = known !== undefined && base64urlFromBytes(known.publicKey) === publicKey;
      const assertion = {
        ...{ id: credential, authenticatorData, clientData },
        signature: base64urlFromBytes(signature),
      };
      return [{ account, by: "passkey", assertion, passkey: isSame ? known : undefined, party }];
    },

    /** Who approved, and what shows it. */
    async shown(row: ApprovalRow): Promise<Shown> {
      const { account, device, at_ms: atMs } = row;
      const opened = vault.openBytes(actApprovals, "signature", row);
      const who = { account, device, atMs };
      if (opened === ERASED) return who;
      const signature = base64urlFromBytes(opened);
      if (row.passkey === null) {
        const key = (await deviceKey(account, device))?.signatureKey;
        const publicKey = key && { publicKey: base64urlFromBytes(key) };
        return { ...who, evidence: { by: "device", signature, ...publicKey } };
      }
      const kept = keptIn(row);
      if (kept === undefined) return who;
      const { algorithm, authenticatorData, clientData } = kept;
      const publicKey = base64urlFromBytes(spkiOf(bytesOf(kept.publicKey)));
      const evidence = { passkey: row.passkey, algorithm, publicKey, authenticatorData, clientData, signature };
      return { ...who, evidence: { by: "passkey", ...evidence } };
    },
  };
}
