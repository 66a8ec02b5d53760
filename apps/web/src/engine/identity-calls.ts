/** What the page asks about devices, approvals, safety numbers and recovery. */
import type { ApprovalRequest, Warbler } from "@warbler/sdk";
import type { Engine, EngineEvent } from "./engine-api.ts";

type IdentityCalls = Pick<
  Engine,
  | "identityState"
  | "ownDevices"
  | "safetyNumber"
  | "verifyPerson"
  | "acceptPerson"
  | "approvals"
  | "approve"
  | "reject"
  | "requestApproval"
  | "cancelApproval"
  | "recoveryStatus"
  | "setUpRecovery"
  | "testRecovery"
  | "useRecovery"
>;

export function identityCalls(client: () => Promise<Warbler>, tell: (event: EngineEvent) => void): IdentityCalls {
  const identity = async () => (await client()).identity;
  const recovery = async () => (await client()).recovery;
  let request: ApprovalRequest | undefined;

  /** The number is there once another device has answered; the request ends by itself when its time is over. */
  function follow(asked: ApprovalRequest): void {
    asked.number().then(
      (number) => tell({ type: "approval-number", number }),
      () => undefined,
    );
    const over = (isApproved: boolean) => {
      if (request === asked) request = undefined;
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
    verifyPerson: async (account) => (await identity()).verify(account),
    acceptPerson: async (account) => (await identity()).accept(account),
    approvals: async () => (await identity()).approvals(),
    approve: async (id, number) => (await identity()).approve(id, number),
    reject: async (id) => (await identity()).reject(id),
    async requestApproval() {
      await request?.cancel().catch(() => undefined);
      request = await (await identity()).requestApproval();
      follow(request);
    },
    async cancelApproval() {
      await request?.cancel();
      request = undefined;
    },
    recoveryStatus: async () => (await recovery()).status(),
    setUpRecovery: async (newRoot) => (await recovery()).setUp({ newRoot }),
    testRecovery: async (code) => (await recovery()).test(code),
    async useRecovery(code) {
      await (await recovery()).use(code);
    },
  };
}
