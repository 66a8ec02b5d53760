/** The only SQL about bots and tokens. */
import { type AccountId, LIMITS, type TokenId } from "@warbler/protocol";
import type { Reader } from "../../kernel/store/port.ts";
import type { RowOf } from "../../kernel/tables.ts";
import type { bots, tokens } from "./tables.ts";

export type BotRow = RowOf<typeof bots>;
export type TokenRow = RowOf<typeof tokens>;

export const tokenStore = (reader: Reader) => ({
  bot: (account: AccountId) => reader.get<BotRow>('SELECT * FROM "bots" WHERE "account" = ?', [account]),
  bots: () => reader.all<BotRow>('SELECT * FROM "bots" ORDER BY "made_ms", "account" LIMIT ?', [LIMITS.bots]),
  botsOf: (owner: AccountId) => reader.all<BotRow>('SELECT * FROM "bots" WHERE "owner" = ?', [owner]),
  token: (id: TokenId) => reader.get<TokenRow>('SELECT * FROM "tokens" WHERE "id" = ?', [id]),
  tokenByDigest: (digest: Uint8Array) => reader.get<TokenRow>('SELECT * FROM "tokens" WHERE "digest" = ?', [digest]),
  /** Tokens that count, the newest first. */
  liveTokensOf: (account: AccountId, nowMs: number) =>
    reader.all<TokenRow>(
      'SELECT * FROM "tokens" WHERE "account" = ? AND "ended_ms" IS NULL AND "expires_ms" > ? ORDER BY "made_ms" DESC, "id"',
      [account, nowMs],
    ),
  liveTokens: (nowMs: number) =>
    reader.all<TokenRow>(
      'SELECT * FROM "tokens" WHERE "ended_ms" IS NULL AND "expires_ms" > ? ORDER BY "account", "made_ms", "id"',
      [nowMs],
    ),
  /** Tokens that end before this, of which nobody was told. */
  endingBefore: (atMs: number, nowMs: number) =>
    reader.all<TokenRow>(
      'SELECT * FROM "tokens" WHERE "ended_ms" IS NULL AND "reminded_ms" IS NULL AND "expires_ms" > ? AND "expires_ms" <= ? ORDER BY "id"',
      [nowMs, atMs],
    ),
  /** Tokens that are over by their time and not marked as such. */
  expiredTokensOf: (account: AccountId, nowMs: number) =>
    reader.all<TokenRow>('SELECT * FROM "tokens" WHERE "account" = ? AND "ended_ms" IS NULL AND "expires_ms" <= ?', [
      account,
      nowMs,
    ]),
});
export type TokenStore = ReturnType<typeof tokenStore>;
