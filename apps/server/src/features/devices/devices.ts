/**
 * Approving a new device, and handing keys to it. The server relays what two devices of one account say to each other; what
 * makes the approval good (numbers that people compare, signatures) is between the devices.
 */
import {
  type AccountId,
  type ApprovalAnswer,
  type ApprovalId,
  base64urlFromBytes,
  type DeviceId,
  LIMITS,
  newId,
  type TransferList,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { factType, insert, insertOrReplace, plan, remove, requireRows, type Step } from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { endToEndCiphertext, relayed } from "../../kernel/tables.ts";
import { type ApprovalRow, deviceStore } from "./store.ts";
import { approvalMessages, approvals, transfers } from "./tables.ts";

interface ApprovalNotice {
  readonly account: AccountId;
  readonly approval: ApprovalId;
}
export const approvalAsked = factType<ApprovalNotice>("device.approval-asked");
export const approvalAnswered = factType<ApprovalNotice>("device.approval-answered");
/** Chunks of keys wait for the receiver; without one, a transfer was taken or dropped. */
export const keysHandedOver = factType<{ readonly account: AccountId; readonly receiver?: DeviceId }>(
  "device.keys-handed-over",
);

export interface DevicesDeps extends Pick<Kernel, "ledger" | "reader" | "vault" | "clock"> {
  /** The account's devices that are not removed. */
  readonly deviceKeys: (account: AccountId) => Promise<ReadonlyMap<DeviceId, string>>;
}

export function deviceRules({ ledger, reader, vault, clock, deviceKeys }: DevicesDeps) {
  const store = deviceStore(reader);

  const answerOf = async (row: ApprovalRow): Promise<ApprovalAnswer> => ({
    id: row.id,
    device: row.device,
    askedAtMs: row.asked_ms,
    expiresAtMs: row.expires_ms,
    messages: (await store.messagesOf(row.id)).flatMap((message) => {
      const payload = vault.unseal(approvalMessages, "payload", message);
      return payload === ERASED ? [] : [{ from: message.device, payload: base64urlFromBytes(relayed(payload)) }];
    }),
  });
  const openApproval = async (account: AccountId, id: ApprovalId): Promise<Result<ApprovalRow>> => {
    const row = await store.approval(id);
    if (row === undefined || row.account !== account) return refuse("not-found");
    return row.expires_ms <= clock.nowMs() ? refuse("approval-over") : ok(row);
  };
  const dropSteps = async (id: ApprovalId): Promise<readonly Step[]> => [
    remove(approvalMessages, { approval: id }, "ignore"),
    remove(approvals, { id }, "ignore"),
  ];
  const messageStep = (approval: ApprovalId, position: number, caller: Grant["caller"], payload: string): Step =>
    insert(
      approvalMessages,
      {
        approval,
        position,
        account: caller.account,
        device: caller.device,
        payload: endToEndCiphertext(Buffer.from(payload, "base64url")),
      },
      "overloaded",
    );

  return {
    async ask(grant: Grant<"device.approve">, payload: string): Promise<Result<ApprovalAnswer>> {
      const { account, device } = grant.caller;
      const nowMs = clock.nowMs();
      const row: ApprovalRow = {
        id: newId(),
        account,
        device,
        asked_ms: nowMs,
        expires_ms: nowMs + LIMITS.approvalMs,
      };
      // Asking again takes back what this device asked before; what has expired goes too.
      const old = (await store.approvalsOf(account)).filter((one) => one.device === device || one.expires_ms <= nowMs);
      const drops = (await Promise.all(old.map(({ id }) => dropSteps(id)))).flat();
      const done = await ledger.commit(grant, () =>
        plan(
          approvalAsked,
          [{ subject: account, detail: { approval: row.id, device } }],
          [
            ...drops,
            requireRows(approvals, { account }, "too-many", 0, LIMITS.approvalsPerAccount - 1),
            insert(approvals, row),
            messageStep(row.id, 0, grant.caller, payload),
          ],
          { account, approval: row.id },
        ),
      );
      return done.ok ? ok(await answerOf(row)) : done;
    },

    async list(grant: Grant<"device.approve">) {
      const nowMs = clock.nowMs();
      const rows = (await store.approvalsOf(grant.resource.account)).filter(({ expires_ms }) => expires_ms > nowMs);
      return ok({ approvals: await Promise.all(rows.map(answerOf)) });
    },

    async answer(grant: Grant<"device.approve">, id: ApprovalId, payload: string): Promise<Result<ApprovalAnswer>> {
      const { account } = grant.resource;
      const found = await openApproval(account, id);
      if (!found.ok) return found;
      const position = (await store.messagesOf(id)).length;
      if (position >= LIMITS.approvalMessages) return refuse("too-many");
      const done = await ledger.commit(grant, () =>
        plan(
          approvalAnswered,
          [{ subject: account, detail: { approval: id, device: grant.caller.device, position } }],
          [requireRows(approvals, { id, account }, "approval-over"), messageStep(id, position, grant.caller, payload)],
          { account, approval: id },
        ),
      );
      return done.ok ? ok(await answerOf(found.value)) : done;
    },

    async end(grant: Grant<"device.approve">, id: ApprovalId): Promise<Result<undefined>> {
      const { account } = grant.resource;
      const row = await store.approval(id);
      if (row === undefined || row.account !== account) return refuse("not-found");
      const steps = await dropSteps(id);
      const detail = { approval: id, device: grant.caller.device, ended: true };
      const done = await ledger.commit(grant, () =>
        plan(approvalAnswered, [{ subject: account, detail }], steps, { account, approval: id }),
      );
      return done.ok ? ok(undefined) : done;
    },

    async transfers(grant: Grant<"device.approve">): Promise<Result<TransferList>> {
      const nowMs = clock.nowMs();
      const bySender = new Map<DeviceId, { readonly chunks: number[]; readonly expiresAtMs: number }>();
      for (const { sender, chunk, expires_ms } of await store.chunksFor(grant.caller.device)) {
        if (expires_ms <= nowMs) continue;
        const known = bySender.get(sender) ?? { chunks: [], expiresAtMs: expires_ms };
        known.chunks.push(chunk);
        bySender.set(sender, known);
      }
      return ok({ transfers: [...bySender].map(([from, waiting]) => ({ from, ...waiting })) });
    },

    async putChunk(
      grant: Grant<"device.approve">,
      receiver: DeviceId,
      { chunk, bytes }: { readonly chunk: number; readonly bytes: Uint8Array },
    ): Promise<Result<undefined>> {
      const { account, device: sender } = grant.caller;
      if (chunk >= LIMITS.transferChunks) return refuse("too-many", `at most ${LIMITS.transferChunks} chunks`);
      if (receiver === sender || !(await deviceKeys(account)).has(receiver)) return refuse("not-found");
      const nowMs = clock.nowMs();
      const expired = (await store.expiredTransfers(account, nowMs)).map((where) => remove(transfers, where, "ignore"));
      const row = {
        receiver,
        sender,
        chunk,
        account,
        expires_ms: nowMs + LIMITS.transferMs,
        content: endToEndCiphertext(bytes),
      };
      const done = await ledger.commit(grant, () =>
        plan(
          keysHandedOver,
          [{ subject: account, detail: { from: sender, to: receiver, chunk } }],
          [...expired, insertOrReplace(transfers, row)],
          { account, receiver },
        ),
      );
      return done.ok ? ok(undefined) : done;
    },

    async chunk(grant: Grant<"device.approve">, sender: DeviceId, chunk: number): Promise<Result<Uint8Array>> {
      const row = await store.chunk(grant.caller.device, sender, chunk);
      if (row === undefined || row.expires_ms <= clock.nowMs()) return refuse("not-found");
      const content = vault.unseal(transfers, "content", row);
      return content === ERASED ? refuse("erased") : ok(relayed(content));
    },

    async endTransfer(grant: Grant<"device.approve">, sender: DeviceId): Promise<Result<undefined>> {
      const { account, device: receiver } = grant.caller;
      const detail = { from: sender, to: receiver, taken: true };
      const done = await ledger.commit(grant, () =>
        plan(keysHandedOver, [{ subject: account, detail }], [remove(transfers, { receiver, sender })], { account }),
      );
      return done.ok ? ok(undefined) : done;
    },
  };
}
export type DeviceRules = ReturnType<typeof deviceRules>;

/** What waits for a device goes with it. */
export const forgetTransfers = (device: DeviceId): readonly Step[] => [
  remove(transfers, { receiver: device }, "ignore"),
  remove(approvals, { device }, "ignore"),
];
