/** Drafts between one's own devices: the server hands letters over that it cannot open, and keeps the newest of each room. */
import {
  type AccountId,
  type ApiAnswer,
  type ApiParsed,
  base64urlFromBytes,
  type DeviceId,
  LIMITS,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { factType, insertOrReplace, plan, remove, requireRows, type Step } from "../../kernel/plan.ts";
import type { Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { endToEndCiphertext, relayed } from "../../kernel/tables.ts";
import { draftStore } from "./store.ts";
import { drafts } from "./tables.ts";

export const draftSent = factType<{ readonly account: AccountId; readonly receivers: readonly DeviceId[] }>(
  "draft.sent",
);

export interface DraftsDeps extends Pick<Kernel, "ledger" | "reader" | "vault" | "clock"> {
  /** The account's devices that are not removed. */
  readonly deviceKeys: (account: AccountId) => Promise<ReadonlyMap<DeviceId, string>>;
  /** Those on the account's signed list. */
  readonly listedDevices: (account: AccountId) => Promise<ReadonlyMap<DeviceId, unknown>>;
}

export function draftRules({ ledger, reader, vault, clock, deviceKeys, listedDevices }: DraftsDeps) {
  const store = draftStore(reader);
  return {
    async list(grant: Grant<"draft.read">): Promise<Result<ApiAnswer<"drafts">>> {
      const rows = await store.draftsFor(grant.caller.device);
      const letters = rows.flatMap((row) => {
        const letter = vault.unseal(drafts, "letter", row);
        if (letter === ERASED) return [];
        return [{ room: row.room, from: row.sender, letter: base64urlFromBytes(relayed(letter)), atMs: row.at_ms }];
      });
      return ok({ drafts: letters });
    },

    async send(grant: Grant<"draft.send">, { letters }: ApiParsed<"sendDraft">): Promise<Result<undefined>> {
      const { account, device: sender } = grant.caller;
      const { room } = grant.resource;
      const own = await deviceKeys(account);
      if (letters.some(({ device }) => device === sender || !own.has(device))) return refuse("not-found");
      // Nobody would take its letter, which would have taken the place of one that waits.
      if (!(await listedDevices(account)).has(sender)) return refuse("device-unlisted");
      const steps = letters.flatMap(({ device: receiver, letter }): Step[] => [
        remove(drafts, { receiver, room }, "ignore"),
        requireRows(drafts, { receiver }, "too-many", 0, LIMITS.draftsPerDevice - 1),
        insertOrReplace(drafts, {
          receiver,
          room,
          account,
          sender,
          at_ms: clock.nowMs(),
          letter: endToEndCiphertext(Buffer.from(letter, "base64url")),
        }),
      ]);
      const receivers = letters.map(({ device }) => device);
      const done = await ledger.commit(grant, () =>
        plan(draftSent, [{ subject: account, detail: { from: sender, to: receivers.join(" ") } }], steps, {
          account,
          receivers,
        }),
      );
      return done.ok ? ok(undefined) : done;
    },
  };
}
export type DraftRules = ReturnType<typeof draftRules>;

/** Of a device that is removed: nothing waits for it any more. */
export const forgetDrafts = (receiver: DeviceId): Step => remove(drafts, { receiver }, "ignore");
