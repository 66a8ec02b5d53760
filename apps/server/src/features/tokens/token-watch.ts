/**
 * Who calls by a token, while it lives. It is looked up anew for each request, so its end counts at once. Wrong ones cost the
 * network that sends them its tries, and all are refused alike. Use is noted coarsely, many in one commit.
 */
import {
  type Action,
  actionsOf,
  bytesFromId,
  idFromBytes,
  LIMITS,
  type SessionId,
  type TokenId,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { type FactAbout, isNonEmpty, plan, update } from "../../kernel/plan.ts";
import type { Caller } from "../../kernel/policy/policy.ts";
import type { TokenReach } from "../../kernel/policy/token-reach.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { addressBlock, createThrottle } from "../../kernel/throttle.ts";
import { digestOf } from "../accounts/index.ts";
import { tokenSeen } from "./facts.ts";
import type { TokenRow, TokenStore } from "./store.ts";
import { type StoredReach, tokens } from "./tables.ts";

const GATHER_MS = 1_000;
const MOST_IN_A_COMMIT = 500;

/** What the token was made for; nothing where a part of the row was put there from elsewhere. */
export function storedReach(vault: Kernel["vault"], row: TokenRow): StoredReach | undefined {
  const reach = vault.open(tokens, "reach", row);
  if (reach === ERASED || reach.account !== row.account) return undefined;
  return reach.digest === Buffer.from(row.digest).toString("base64url") ? reach : undefined;
}

const reachOf = ({ scopes, rooms, expiresAtMs }: StoredReach): TokenReach => ({
  actions: new Set<Action>(scopes.flatMap(actionsOf)),
  ...(rooms !== undefined && { rooms: new Set(rooms) }),
  expiresAtMs,
});

export function tokenWatch(
  {
    ledger,
    openGrant,
    policy,
    retired,
    vault,
    clock,
    log,
  }: Pick<Kernel, "ledger" | "openGrant" | "policy" | "retired" | "vault" | "clock" | "log">,
  store: Pick<TokenStore, "tokenByDigest" | "token">,
) {
  const wrongFrom = createThrottle({ burst: 60, refillMs: 2_000, keys: 100_000 });
  const callsOf = createThrottle({ burst: 600, refillMs: 20, keys: 10_000 });
  const toNote = new Map<TokenId, TokenRow>();
  let isGathering = false;

  const noteAll = async () => {
    isGathering = false;
    const all = [...toNote.values()];
    toNote.clear();
    for (let at = 0; at < all.length; at += MOST_IN_A_COMMIT) {
      const some = all.slice(at, at + MOST_IN_A_COMMIT);
      const about: readonly FactAbout[] = some.map(({ id, account }) => ({ subject: account, detail: { token: id } }));
      if (!isNonEmpty(about)) break;
      const seen_ms = clock.nowMs();
      const steps = some.map(({ id }) => update(tokens, { id, ended_ms: null }, { seen_ms }, "ignore"));
      await ledger.commit(openGrant("the server notes that tokens are used"), () =>
        plan(tokenSeen, about, steps, null),
      );
    }
  };
  const note = (row: TokenRow, nowMs: number) => {
    if (row.seen_ms !== null && nowMs - row.seen_ms < LIMITS.tokenSeenMs) return;
    toNote.set(row.id, row);
    if (isGathering) return;
    isGathering = true;
    clock.after(GATHER_MS, () => {
      noteAll().catch(() => log("listener-failed"));
    });
  };
  /** What a live token was made for. */
  const alive = async (row: TokenRow | undefined, nowMs: number): Promise<StoredReach | undefined> => {
    if (row === undefined || row.ended_ms !== null || row.expires_ms <= nowMs) return undefined;
    const reach = storedReach(vault, row);
    if (reach === undefined || reach.expiresAtMs <= nowMs || (await retired.row(tokens, row))) return undefined;
    return reach;
  };

  return {
    async identify(secret: Uint8Array, address: string): Promise<Result<Caller>> {
      const nowMs = clock.nowMs();
      const row = await store.tokenByDigest(digestOf(secret));
      const reach = await alive(row, nowMs);
      // A bot that was stopped answers as if its token were none.
      if (row === undefined || reach === undefined || (await policy.orgRoleOf(row.account)) === undefined) {
        const waitMs = wrongFrom.take(addressBlock(address), nowMs);
        return waitMs > 0 ? refuse("rate-limited", undefined, waitMs) : refuse("signed-out");
      }
      const waitMs = callsOf.take(row.id, nowMs);
      if (waitMs > 0) return refuse("rate-limited", undefined, waitMs);
      note(row, nowMs);
      const session = idFromBytes<SessionId>(bytesFromId(row.id));
      return ok({ account: row.account, device: row.device, session, reach: reachOf(reach) });
    },

    /** Of those who are connected by tokens, those whose token is over. */
    async over(connected: readonly Caller[]): Promise<ReadonlySet<SessionId>> {
      const over = new Set<SessionId>();
      for (const { reach, session } of connected) {
        if (reach === undefined) continue;
        const row = await store.token(idFromBytes<TokenId>(bytesFromId(session)));
        const nowMs = clock.nowMs();
        if (row === undefined || (await alive(row, nowMs)) === undefined) over.add(session);
        else note(row, nowMs);
      }
      return over;
    },
  };
}
export type TokenWatch = ReturnType<typeof tokenWatch>;
