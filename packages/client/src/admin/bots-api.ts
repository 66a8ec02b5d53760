/** Bots and the tokens they act by, for those who look after them. */
import type { AccountId, ApiInput, BotAnswer, MadeToken, TokenId } from "@warbler/protocol";

export interface BotsApi {
  list(): Promise<readonly BotAnswer[]>;
  /** It is in no room until somebody adds it there. */
  make(bot: ApiInput<"makeBot">): Promise<BotAnswer>;
  /** To somebody else who answers for it; one that was stopped acts again, with new tokens where its owner left. */
  handOver(bot: AccountId, owner: AccountId): Promise<BotAnswer>;
  /** For good. What it wrote stays. */
  remove(bot: AccountId, reason: string): Promise<void>;
  /** The answer holds the token, this once. */
  makeToken(bot: AccountId, token: ApiInput<"makeToken">): Promise<MadeToken>;
  /** At once, on its sockets as well. */
  revokeToken(id: TokenId): Promise<void>;
}
