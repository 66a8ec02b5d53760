/** Roles that are asked for, for a time and with a reason, and that somebody else gives or refuses. */
import { type ApiParsed, LIMITS, newId, type RequestId, type RoleRequest } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { aboutEach, insert, plan, requireRows, update } from "../../kernel/plan.ts";
import type { Agreed, Grant } from "../../kernel/policy/policy.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { committing } from "./committing.ts";
import * as told from "./facts.ts";
import type { HeldRules } from "./held.ts";
import type { MayBecome } from "./may-become.ts";
import { type RequestRow, roleStore } from "./store.ts";
import { roleRequests } from "./tables.ts";

export interface RequestDeps extends Pick<Kernel, "ledger" | "reader" | "vault" | "clock"> {
  readonly holding: HeldRules["holding"];
  readonly mayGive: MayBecome["mayGive"];
}
const LISTED = 200;

export function requestRules({ ledger, reader, vault, clock, holding, mayGive }: RequestDeps) {
  const store = roleStore(reader);

  const shown = (row: RequestRow): RoleRequest => {
    const reason = vault.open(roleRequests, "reason", row);
    return {
      id: row.id,
      account: row.account,
      role: row.role,
      forMs: row.for_ms,
      reason: reason === ERASED ? "" : reason,
      askedAtMs: row.asked_ms,
      expiresAtMs: row.expires_ms,
      state: row.state === "open" && row.expires_ms <= clock.nowMs() ? "expired" : row.state,
      ...(row.answered_by !== null && { answeredBy: row.answered_by }),
    };
  };
  const openRequest = async (id: RequestId): Promise<Result<RequestRow>> => {
    const row = await store.request(id);
    return row !== undefined && row.state === "open" && row.expires_ms > clock.nowMs() ? ok(row) : refuse("not-found");
  };
  const committed = committing({ ledger });

  return {
    async ask(
      grant: Grant<"request.make">,
      { role, forMs, reason }: ApiParsed<"askRole">,
    ): Promise<Result<RoleRequest>> {
      const { account } = grant.resource;
      const may = await holding({ account, role, forMs });
      if (!may.ok) return may;
      const nowMs = clock.nowMs();
      const id = newId<RequestId>();
      const row = {
        id,
        account,
        role,
        for_ms: forMs,
        reason,
        asked_ms: nowMs,
        expires_ms: nowMs + LIMITS.roleRequestMs,
        state: "open",
      } as const;
      const done = await committed(
        grant,
        plan(
          told.roleAsked,
          [{ subject: account, detail: { request: id, role, forMs, reason } }],
          [
            requireRows(roleRequests, { account, state: "open" }, "too-many", 0, LIMITS.roleRequestsPerAccount - 1),
            insert(roleRequests, row),
          ],
          null,
        ),
      );
      if (!done.ok) return done;
      const stored = await store.request(id);
      return stored === undefined ? refuse("not-found") : ok(shown(stored));
    },

    async requests(_grant: Grant<"policy.read">) {
      return ok({ requests: (await store.newest(LISTED)).map(shown) });
    },
    async ownRequests(grant: Grant<"request.make">) {
      return ok({ requests: (await store.newestOf(grant.resource.account, LISTED)).map(shown) });
    },

    /** By somebody else than who asks, whatever they may. */
    async answer(
      grant: Agreed<"role.grant">,
      id: RequestId,
      { grant: isGranted, account, role, forMs }: ApiParsed<"answerRoleRequest">,
    ): Promise<Result<undefined>> {
      const found = await openRequest(id);
      if (!found.ok) return found;
      const { account: asker, role: asked, for_ms } = found.value;
      if (account !== asker || role !== asked || forMs !== for_ms) return refuse("not-found");
      const by = grant.caller.account;
      if (account === by) return refuse("forbidden", "expected somebody else than who asks");
      const held = isGranted ? await holding({ account, role, forMs }, by) : ok({ steps: [], untilMs: undefined });
      if (!held.ok) return held;
      const { steps, untilMs } = held.value;
      const mine = await (isGranted ? mayGive(by, untilMs) : ok(undefined));
      if (!mine.ok) return mine;
      const detail = { request: id, account, role, by, granted: isGranted, ...(untilMs !== undefined && { untilMs }) };
      const state = isGranted ? "granted" : "refused";
      return committed(
        grant,
        plan(
          told.roleAnswered,
          aboutEach(account, [by], detail),
          [update(roleRequests, { id, state: "open" }, { state, answered_by: by }), ...steps],
          { account },
        ),
      );
    },

    async withdraw(grant: Grant<"request.make">, id: RequestId): Promise<Result<undefined>> {
      const { account } = grant.resource;
      return committed(
        grant,
        plan(
          told.roleAnswered,
          [{ subject: account, detail: { request: id, granted: false, by: account } }],
          [update(roleRequests, { id, account, state: "open" }, { state: "withdrawn" })],
          { account },
        ),
      );
    },
  };
}
export type RequestRules = ReturnType<typeof requestRules>;
