/** What bots and tokens tell the rest of the server, after the commit. */
import type { AccountId, TokenId } from "@warbler/protocol";
import { factType } from "../../kernel/plan.ts";
import type { Left } from "../conversations/index.ts";

export const botMade = factType<null>("bot.made");
export const botHandedOver = factType<null>("bot.handed-over");
/** Its connections must go, and its rooms are told. */
export const botRemoved = factType<{ readonly account: AccountId; readonly rooms: readonly Left[] }>("bot.removed");
/** The rooms that are told what the bot can do. */
export const tokenMade = factType<{ readonly rooms: readonly Left[] }>("token.made");
/** Its connections must go. */
export const tokenEnded = factType<{ readonly token: TokenId }>("token.ended");
/** Whoever answers for it is told. */
export const tokenEndsSoon = factType<{ readonly account: AccountId }>("token.ends-soon");
export const tokenSeen = factType<null>("token.seen");
