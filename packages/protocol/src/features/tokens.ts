/** Bots, and the tokens by which they act. */
import * as z from "zod/mini";
import type { AccountId, DeviceId, RoomId, TokenId } from "../ids.ts";
import { LIMITS } from "../limits.ts";
import { BOT_SCOPES, TOKEN_PATTERN, TOKEN_SCOPES } from "../scopes.ts";
import { handle, id, line, timeMs } from "./fields.ts";

const scope = z.enum(TOKEN_SCOPES);

export const makeBotRequest = z.strictObject({
  handle,
  name: line(LIMITS.displayNameChars),
  /** Whose bot it is; whoever makes it unless told. It stops when they are suspended or leave. */
  owner: z.optional(id<AccountId>()),
});
export const handOverBotRequest = z.strictObject({ owner: id<AccountId>() });

const tokenForMs = z.int().check(z.gte(60_000), z.lte(LIMITS.tokenMs));
export const makeTokenRequest = z.strictObject({
  name: line(LIMITS.tokenNameChars),
  scopes: z.array(z.enum(BOT_SCOPES)).check(z.minLength(1), z.maxLength(BOT_SCOPES.length)),
  /** Only in these rooms; in all that the bot is in unless told. */
  rooms: z.optional(z.array(id<RoomId>()).check(z.minLength(1), z.maxLength(LIMITS.tokenRooms))),
  forMs: tokenForMs,
});

export const tokenAnswer = z.object({
  id: id<TokenId>(),
  name: z.string(),
  scopes: z.array(scope),
  rooms: z.optional(z.array(id<RoomId>())),
  madeBy: id<AccountId>(),
  madeAtMs: timeMs,
  expiresAtMs: timeMs,
  /** Exact to a quarter of an hour; absent until it was used. */
  lastUsedAtMs: z.optional(timeMs),
});
export type TokenAnswer = z.infer<typeof tokenAnswer>;
/** `token` is shown this once; the server keeps a digest. */
export const madeToken = z.object({ ...tokenAnswer.shape, token: z.string().check(z.regex(TOKEN_PATTERN)) });
export type MadeToken = z.infer<typeof madeToken>;

export const botAnswer = z.object({
  account: id<AccountId>(),
  handle: z.string(),
  name: z.string(),
  owner: id<AccountId>(),
  madeAtMs: timeMs,
  /** Its owner is suspended or has left: it does nothing until they are back, or it is handed over. */
  stopped: z.boolean(),
  /** Those that count, the newest first. */
  tokens: z.array(tokenAnswer),
});
export type BotAnswer = z.infer<typeof botAnswer>;
export const botList = z.object({ bots: z.array(botAnswer) });

/** What a program learns of the token that it uses. */
export const ownTokenAnswer = z.object({ ...tokenAnswer.shape, account: id<AccountId>(), device: id<DeviceId>() });
