/** What the page asks about devices, approvals, safety numbers and recovery. */
import type { ApprovalRequest, WaitingApproval, Warbler } from "@warbler/sdk";
import type { Engine } from "./engine-api.ts";
import type { EngineEvent } from "./engine-event.ts";

type IdentityCalls = Pick<
  Engine,
  | "identityState"
  | "ownDevices"
  | "safetyNumber"
  | "verifyPerson"
  | "acceptPerson"
  | "changedPeople"
  | "askingDevices"
  | "approvals"
  | "approve"
  | "approveScanned"
  | "reject"
  | "requestApproval"
  | "cancelApproval"
  | "recoveryStatus"
  | "beginKeychain"
  | "unseenRecoveryCode"
  | "recoveryCodeKept"
  | "setUpRecovery"
  | "setUpPasskeyRecovery"
  | "testRecovery"
  | "useRecovery"
  | "rotateRecovery"
  | "recoverySalt"
>;

export function identityCalls(client: () => Promise<Warbler>, tell: (event: EngineEvent) => void): IdentityCalls {
  const identity = async () => (await client()).identity;
  const recovery = async () => (await client()).recovery;
  let request: ApprovalRequest | undefined;
  let listing: Promise<readonly WaitingApproval[]> | undefined;

  /** Whoever lists what waits also answers it: twice at once would answer with two numbers. */
  async function list(): Promise<readonly WaitingApproval[]> {
    try {
      return await (await identity()).approvals();
    } finally {
      listing = undefined;
    }
  }

  /** The number is there once another device has answered; the request ends by itself when its time is over. */
  function follow(asked: ApprovalRequest): void {
    asked.number().then(
      (number) => tell({ type: "approval-number", number }),
      () => undefined,
    );
    const over = (isApproved: boolean) => {
      // One that was taken back, or replaced by the next, has nobody who waits.
      if (request !== asked) return;
      request = undefined;
      tell({ type: "approval-over", isApproved });
    };
    asked.approved().then(
      () => over(true),
      () => over(false),
    );
  }

  return {
    identityState: async () => (await identity()).state(),
    ownDevices: async () => (await identity()).devices(),
    safetyNumber: async (account) => (await identity()).safetyNumber(account),
    verifyPerson: async (account, scanned) => (await identity()).verify(account, scanned),
    acceptPerson: async (account) => (await identity()).accept(account),
    async changedPeople(id) {
      const me = await client();
      const members = await (await me.room(id)).members();
      return me.identity.changed(members.map((member) => member.id).filter((account) => account !== me.account));
    },
    async askingDevices() {
      const me = await client();
      const { approvals } = await me.api("approvals", undefined);
      const others = approvals.filter(({ device }) => device !== me.device);
      if (others.length === 0) return [];
      const names = new Map((await me.devices()).map(({ id, name }) => [id, name]));
      return others.map(({ id, device }) => ({ id, name: names.get(device) ?? "" }));
    },
    approvals() {
      const answer = listing ?? list();
      listing = answer;
      return answer;
    },
    approve: async (id, number) => (await identity()).approve(id, number),
    approveScanned: async (scanned, asked) => (await identity()).approvePayload(scanned, asked),
    reject: async (id) => (await identity()).reject(id),
    async requestApproval() {
      const before = request;
      request = undefined;
      await before?.cancel().catch(() => undefined);
      request = await (await identity()).requestApproval();
      follow(request);
      return request.payload;
    },
    async cancelApproval() {
      const asked = request;
      request = undefined;
      await asked?.cancel();
    },
    recoveryStatus: async () => (await recovery()).status(),
    setUpRecovery: async (newRoot) => (await recovery()).setUp({ newRoot }),
    setUpPasskeyRecovery: async (secret, newRoot) => (await recovery()).setUpPasskey(secret, { newRoot }),
    unseenRecoveryCode: async () => (await recovery()).unseenCode(),
    recoveryCodeKept: async () => (await recovery()).codeKept(),
    testRecovery: async (secret) => (await recovery()).test(secret),
    useRecovery: async (secret) => (await recovery()).use(secret),
    rotateRecovery: async (old) => (await recovery()).rotate(old),
    beginKeychain: async () => (await recovery()).beginKeychain(),
    recoverySalt: async () => (await recovery()).prfSalt(),
  };
}
