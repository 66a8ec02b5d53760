/** Bots and API tokens. */
import { reasonRequest } from "../features/roles.ts";
import * as tokens from "../features/tokens.ts";
import { endpoint } from "./endpoint.ts";

export const tokensEndpoints = {
  bots: endpoint({ method: "GET", path: "/api/bots", says: "Bots and their tokens.", answer: tokens.botList }),
  makeBot: endpoint({
    method: "POST",
    path: "/api/bots",
    says: "Makes a bot. It is in no room until somebody adds it, and acts by tokens alone.",
    body: tokens.makeBotRequest,
    answer: tokens.botAnswer,
  }),
  handOverBot: endpoint({
    method: "PUT",
    path: "/api/bots/:account/owner",
    says: "Gives a bot to another person, and lets it act again if it was stopped.",
    body: tokens.handOverBotRequest,
    answer: tokens.botAnswer,
  }),
  removeBot: endpoint({
    method: "POST",
    path: "/api/bots/:account/removal",
    says: "Removes a bot for good: its tokens end and it leaves all rooms. What it wrote stays.",
    body: reasonRequest,
  }),
  makeToken: endpoint({
    method: "POST",
    path: "/api/bots/:account/tokens",
    says: "Makes a token for a bot, and shows it this once.",
    body: tokens.makeTokenRequest,
    answer: tokens.madeToken,
  }),
  revokeToken: endpoint({
    method: "DELETE",
    path: "/api/tokens/:token",
    says: "Ends a token, on its sockets as well.",
  }),
  ownToken: endpoint({
    method: "GET",
    path: "/api/tokens/own",
    says: "What the token of this request is made for.",
    answer: tokens.ownTokenAnswer,
  }),
} as const;
