/** What a program does about the account's own devices: list, let in, take off, ask to be let in. */
import {
  deviceFingerprint,
  deviceFromPayload,
  devicePayload,
  type ListedDevice,
  verifyingKeyFromBytes,
} from "@warbler/crypto/identity";
import {
  type ApprovalId,
  base64urlFromBytes,
  bytesFromBase64url,
  type DeviceAnswer,
  type DeviceId,
} from "@warbler/protocol";
import { WarblerError } from "../errors.ts";
import type { IdentityApi, OwnDevice } from "./identity-api.ts";
import type { IdentityParts } from "./identity-parts.ts";

type OwnDevicesApi = Omit<
  IdentityApi,
  | "state"
  | "setUp"
  | "monitor"
  | "deviceKey"
  | "sendDraft"
  | "takeDrafts"
  | "signAct"
  | "signReview"
  | "signAccessRecovery"
  | "safetyNumber"
  | "verify"
  | "accept"
  | "changed"
>;

export function ownDevicesApi(parts: IdentityParts): OwnDevicesApi {
  const { deps, replica, own, approvals, keychain, waiters } = parts;
  const { api, fail, account } = deps;

  async function requireListed(): Promise<void> {
    await replica.refresh();
    if (!own.isListed()) throw fail("device-unlisted");
  }

  async function registered(): Promise<readonly DeviceAnswer[]> {
    return (await api.call("devices", undefined)).devices;
  }

  async function letIn(candidate: ListedDevice): Promise<OwnDevice> {
    const known = (await registered()).find(({ id }) => id === candidate.device);
    if (known === undefined) throw fail("device-code-wrong", { detail: "no device of this account" });
    await own.letIn(candidate);
    await keychain.handOver(candidate);
    return ownDevice(known, true);
  }

  /**
   * True once this device is listed and has the keys: whoever lets it in ends the request when they have handed over all
   * they hold. Throws `approval-over` where nobody will list it any more.
   */
  async function isLetIn(id: ApprovalId): Promise<true | undefined> {
    const { approvals: waiting } = await api.call("approvals", undefined);
    await replica.refresh();
    const isOver = !waiting.some((one) => one.id === id);
    if (own.isListed()) await keychain.takeOver();
    else if (isOver) throw fail("approval-over");
    return isOver ? true : undefined;
  }

  return {
    async devices() {
      await replica.refresh();
      const listed = new Map(
        own.newest()?.devices.map(({ device, signatureKey }) => [device, base64urlFromBytes(signatureKey)]),
      );
      return Promise.all((await registered()).map((one) => ownDevice(one, listed.get(one.id) === one.verifyingKey)));
    },
    async revoke(device) {
      await replica.refresh();
      if (own.newest()?.devices.some((listed) => listed.device === device) === true) await own.takeOff(device);
      try {
        await api.call("removeDevice", undefined, { device });
      } catch (error) {
        // Leaving the list may have taken it off the server's as well.
        if (!(error instanceof WarblerError) || error.code !== "not-found") throw error;
      }
    },
    async approvals(options) {
      await requireListed();
      const waiting = await approvals.waiting(options);
      if (waiting.length === 0) return [];
      const names = new Map((await registered()).map(({ id, name }) => [id, name] as const));
      return waiting.map((one) => ({ ...one, name: names.get(one.device) ?? "" }));
    },
    async approve(id, number) {
      await requireListed();
      const added = await letIn(await approvals.confirmed(id, number));
      await approvals.end(id);
      return added;
    },
    async approvePayload(payload, asked) {
      await requireListed();
      const read = deviceFromPayload(payload.trim());
      if (read?.account !== account) throw fail("device-code-wrong");
      // Whoever is shown one device's request lets in no other.
      if (asked !== undefined && read.candidate.device !== asked) throw fail("device-code-wrong");
      const added = await letIn(read.candidate);
      await approvals.endOf(added.id);
      return added;
    },
    reject: (id) => approvals.end(id),
    async requestApproval() {
      await replica.refresh();
      const { mailbox, opening } = await approvals.ask(own.self());
      const { id, expiresAtMs } = mailbox;
      const wait = <T>(check: () => Promise<T | undefined>, signal: AbortSignal | undefined) =>
        waiters.until(check, { platform: deps.platform, signal: signal ?? deps.stop });
      return {
        id,
        expiresAtMs,
        payload: devicePayload(opening),
        number: (signal) => wait(() => approvals.numberFor(id, opening), signal),
        approved: async (signal) => {
          await wait(() => isLetIn(id), signal);
        },
        cancel: () => approvals.end(id),
      };
    },
    async handOver(device: DeviceId) {
      await requireListed();
      const to = own.newest()?.devices.find((listed) => listed.device === device);
      if (to === undefined) throw fail("device-unlisted");
      return keychain.handOver(to);
    },
  };
}

async function ownDevice(answer: DeviceAnswer, listed: boolean): Promise<OwnDevice> {
  const { id, name, addedAtMs, lastSeenAtMs, current, verifyingKey } = answer;
  const key = verifyingKeyFromBytes(bytesFromBase64url(verifyingKey) ?? new Uint8Array());
  const fingerprint = key === undefined ? "" : await deviceFingerprint(key);
  return { id, name, addedAtMs, lastSeenAtMs, current, listed, fingerprint };
}
