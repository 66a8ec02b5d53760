/** Tokens of bots: made once with scopes, rooms and a last day, shown once, and ended at any time. */
import { randomBytes } from "node:crypto";
import {
  type AccountId,
  type ApiParsed,
  type DeviceId,
  LIMITS,
  type MadeToken,
  newId,
  type ReviewId,
  type RoomId,
  TOKEN_PREFIX,
  type TokenAnswer,
  type TokenId,
  type TokenScope,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { aboutEach, insert, type Plan, plan, requireRows, type Step, update } from "../../kernel/plan.ts";
import type { Agreed, Grant } from "../../kernel/policy/policy.ts";
import { roleAssignments } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { digestOf } from "../accounts/index.ts";
import type { Left, NewBotToken } from "../conversations/index.ts";
import * as told from "./facts.ts";
import type { TokenRow, TokenStore } from "./store.ts";
import { tokens } from "./tables.ts";
import { storedReach } from "./token-watch.ts";

/** Who ends it, and what decided that. */
interface EndedBy {
  readonly by: AccountId;
  readonly reason?: string;
  readonly review?: ReviewId;
}
export interface LiveToken {
  readonly id: TokenId;
  readonly owner: AccountId;
  readonly madeBy: AccountId;
  readonly madeMs: number;
  readonly expiresMs: number;
  /** When it was last used; undefined for never. */
  readonly seenMs: number | undefined;
}

export interface TokenDeps extends Pick<Kernel, "ledger" | "policy" | "vault" | "clock"> {
  readonly store: TokenStore;
  /** Steps that tell the rooms a bot is in what it can do from now on. */
  readonly tellRooms: (
    made: NewBotToken,
  ) => Promise<{ readonly rooms: readonly Left[]; readonly steps: readonly Step[] }>;
}

export function tokenRules({ ledger, policy, vault, clock, store, tellRooms }: TokenDeps) {
  const shown = async (account: AccountId): Promise<TokenAnswer[]> =>
    shownTokens(vault, await store.liveTokensOf(account, clock.nowMs()));

  return {
    shown,

    async make(
      grant: Agreed<"bot.manage">,
      account: AccountId,
      input: ApiParsed<"makeToken">,
    ): Promise<Result<MadeToken>> {
      const bot = await store.bot(account);
      const standing = await policy.standingOf(account);
      if (bot === undefined || standing?.role !== "bot") return refuse("not-found");
      const scopes = [...new Set(input.scopes)];
      const { name, rooms, forMs } = input;
      const by = grant.caller.account;
      const made = newToken({ account, name, scopes, rooms, by, nowMs: clock.nowMs(), forMs });
      const isBot = requireRows(roleAssignments, { scope: "org", account, role: "bot" }, "permission-changed");
      const detail = { token: made.id, account, by, name, scopes: scopes.join(" "), expiresAtMs: made.expiresAtMs };
      const events = await tellRooms({ bot: account, by, scopes, rooms });
      const old = await endExpired(account);
      const done = await ledger.commit(grant, () =>
        plan(
          told.tokenMade,
          aboutEach(account, [bot.owner, by], detail),
          [
            isBot,
            ...old,
            requireRows(tokens, { account, ended_ms: null }, "too-many", 0, LIMITS.tokensPerBot - 1),
            ...made.steps,
            ...events.steps,
          ],
          { rooms: events.rooms },
        ),
      );
      if (!done.ok) return done;
      const row = await store.token(made.id);
      const [answer] = shownTokens(vault, row === undefined ? [] : [row]);
      return answer === undefined ? refuse("not-found") : ok({ ...answer, token: made.token });
    },

    ending,

    async revoke(grant: Agreed<"token.revoke">, id: TokenId): Promise<Result<undefined>> {
      const made = await ending(id, { by: grant.caller.account });
      if (made === undefined) return refuse("not-found");
      const done = await ledger.commit(grant, () => made);
      return done.ok ? ok(undefined) : done;
    },

    /** Those that count, with who answers for each: its bot's owner, or who made it where it is no bot's. */
    async live(): Promise<readonly LiveToken[]> {
      const live: LiveToken[] = [];
      for (const row of await store.liveTokens(clock.nowMs())) {
        const owner = (await store.bot(row.account))?.owner ?? row.made_by;
        live.push({
          ...{ id: row.id, owner, madeBy: row.made_by, madeMs: row.made_ms, expiresMs: row.expires_ms },
          seenMs: row.seen_ms ?? undefined,
        });
      }
      return live;
    },

    async own(grant: Grant<"account.read">) {
      const { account, device, session, reach } = grant.caller;
      const rows = reach === undefined ? [] : await store.liveTokensOf(account, clock.nowMs());
      const row = rows.find(({ id }) => String(id) === String(session));
      const [answer] = shownTokens(vault, row === undefined ? [] : [row]);
      return answer === undefined
        ? refuse("not-found", "expected a request by an API token")
        : ok({ ...answer, account, device });
    },
  };

  /** What ends a token; undefined where it has ended. */
  async function ending(id: TokenId, authority: EndedBy): Promise<Plan<{ readonly token: TokenId }> | undefined> {
    const row = await store.token(id);
    if (row === undefined || row.ended_ms !== null) return undefined;
    const { by } = authority;
    const owner = (await store.bot(row.account))?.owner;
    const about = aboutEach(row.account, owner === undefined ? [by] : [owner, by], { token: id, ...authority });
    const end = update(tokens, { id, ended_ms: null }, { ended_ms: clock.nowMs() });
    return plan(told.tokenEnded, about, [end], { token: id });
  }

  /** Those that are over by themselves do not count against the limit. */
  async function endExpired(account: AccountId): Promise<readonly Step[]> {
    const nowMs = clock.nowMs();
    return (await store.expiredTokensOf(account, nowMs)).map(({ id }) =>
      update(tokens, { id, ended_ms: null }, { ended_ms: nowMs }, "ignore"),
    );
  }
}
export type TokenRules = ReturnType<typeof tokenRules>;

/** Tokens as officers see them, without what opens anything. */
export const shownTokens = (vault: Kernel["vault"], rows: readonly TokenRow[]): TokenAnswer[] =>
  rows.flatMap((row): readonly TokenAnswer[] => {
    const reach = storedReach(vault, row);
    const name = vault.open(tokens, "name", row);
    if (reach === undefined) return [];
    const { scopes, rooms } = reach;
    return [
      {
        id: row.id,
        name: name === ERASED ? "" : name,
        scopes: [...scopes],
        ...(rooms !== undefined && { rooms: [...rooms] }),
        madeBy: row.made_by,
        madeAtMs: row.made_ms,
        expiresAtMs: row.expires_ms,
        ...(row.seen_ms !== null && { lastUsedAtMs: row.seen_ms }),
      },
    ];
  });

interface NewToken {
  readonly account: AccountId;
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  readonly rooms?: readonly RoomId[] | undefined;
  readonly by: AccountId;
  readonly nowMs: number;
  readonly forMs: number;
}

/** A secret, and the steps that keep its digest and what it is made for. */
export function newToken({ account, name, scopes, rooms, by, nowMs, forMs }: NewToken) {
  const secret = randomBytes(32);
  const id = newId<TokenId>();
  const digest = digestOf(secret);
  const expiresAtMs = nowMs + forMs;
  const reach = {
    account,
    digest: Buffer.from(digest).toString("base64url"),
    scopes,
    ...(rooms !== undefined && { rooms: [...new Set(rooms)] }),
    expiresAtMs,
  };
  const device = newId<DeviceId>();
  const row = { id, account, device, digest, name, reach, made_by: by, made_ms: nowMs, expires_ms: expiresAtMs };
  return { id, expiresAtMs, token: `${TOKEN_PREFIX}${secret.toString("base64url")}`, steps: [insert(tokens, row)] };
}
