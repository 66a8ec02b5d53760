/** The fake server's bots: kept and listed, with tokens that open nothing. */
import { type AccountId, type BotAnswer, newId, TOKEN_PREFIX, type TokenId } from "@warbler/protocol";
import type { Handlers } from "./fake-call.ts";
import { type FakeState, Refused } from "./fake-state.ts";

const bots = new WeakMap<FakeState, Map<AccountId, BotAnswer>>();
const botsOf = (state: FakeState) => {
  const known = bots.get(state) ?? new Map<AccountId, BotAnswer>();
  bots.set(state, known);
  return known;
};
const botOf = (state: FakeState, id: unknown): BotAnswer => {
  const bot = botsOf(state).get(id as AccountId);
  if (bot === undefined) throw new Refused("not-found");
  return bot;
};

export const botHandlers: Handlers = {
  bots: ({ state }) => ({ bots: [...botsOf(state).values()] }),
  makeBot: ({ state, server, caller, input: { handle, name, owner = caller().account } }) => {
    const { id: account } = server.addPerson({ handle, name, role: "bot" });
    const bot: BotAnswer = { account, handle, name, owner, madeAtMs: state.nowMs(), stopped: false, tokens: [] };
    botsOf(state).set(account, bot);
    return bot;
  },
  handOverBot: ({ state, params, input }) => {
    const bot = { ...botOf(state, params["account"]), owner: input.owner, stopped: false };
    botsOf(state).set(bot.account, bot);
    return bot;
  },
  removeBot: ({ state, params }) => {
    botsOf(state).delete(botOf(state, params["account"]).account);
    return undefined;
  },
  makeToken: ({ state, caller, params, input: { name, scopes, rooms, forMs } }) => {
    const bot = botOf(state, params["account"]);
    const [madeAtMs, madeBy] = [state.nowMs(), caller().account];
    const times = { madeAtMs, expiresAtMs: madeAtMs + forMs };
    const token = { id: newId<TokenId>(), name, scopes, madeBy, ...times, ...(rooms !== undefined && { rooms }) };
    bot.tokens.unshift(token);
    return { ...token, token: `${TOKEN_PREFIX}${state.newToken()}` };
  },
  revokeToken: ({ state, params }) => {
    for (const { tokens } of botsOf(state).values()) {
      const at = tokens.findIndex(({ id }) => id === params["token"]);
      if (at >= 0) return void tokens.splice(at, 1);
    }
    throw new Refused("not-found");
  },
};
