/** Finds a bot among those that the caller may see, by handle or id. */
import type { BotAnswer } from "@warbler/protocol";
import type { Warbler } from "@warbler/sdk";
import { botsOf } from "@warbler/sdk/admin";
import { CliFailure } from "../cli-failure.ts";
import type { Words } from "../words/index.ts";

export async function findBot(me: Pick<Warbler, "api">, text: string, words: Words): Promise<BotAnswer> {
  const wanted = text.replace(/^@/, "").toLowerCase();
  const found = (await botsOf(me).list()).find(({ account, handle }) => account === text || handle === wanted);
  if (found !== undefined) return found;
  throw new CliFailure("not-found", { code: "not-found", message: words.commands.bot.noBot(text) });
}
