/** `warbler token`: what bots act by: made with scopes and an end, shown once, revoked at once. */
import { BOT_SCOPES, isId, LIMITS, type RoomId, type TokenId } from "@warbler/protocol";
import type { Warbler } from "@warbler/sdk";
import { botsOf } from "@warbler/sdk/admin";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { printDone } from "../output/done.ts";
import { onOneLine } from "../output/sanitise.ts";
import { table } from "../output/table.ts";
import { localMinute } from "../output/time-text.ts";
import { findRoom } from "../session/find.ts";
import { findBot } from "../session/find-bot.ts";
import { durationMs, oneOf, repeated } from "../usage.ts";
import type { Words } from "../words/index.ts";

interface CreateOptions {
  readonly name: string;
  readonly scope: readonly (typeof BOT_SCOPES)[number][];
  readonly room?: readonly string[];
  readonly for: number;
}

export function addToken(program: Command, deps: Pick<CliDeps, "words" | "output" | "session" | "terminal">): void {
  const { words, output, session, terminal } = deps;
  const said = words.commands.token;
  const scope = oneOf(words, BOT_SCOPES);
  const token = program.command("token").description(said.says);
  token
    .command("list", { isDefault: true })
    .description(said.listSays)
    .action(async () => {
      await using me = await session.open();
      const all = (await botsOf(me).list()).flatMap(({ handle, tokens }) => tokens.map((one) => ({ handle, ...one })));
      const rows = all.map(({ id, handle, name, scopes, rooms, expiresAtMs, lastUsedAtMs }) => [
        `@${handle}`,
        name,
        scopes.join(" "),
        rooms === undefined ? said.allRooms : said.rooms(rooms.length),
        `${said.until(localMinute(expiresAtMs))}${expiresAtMs - terminal.nowMs() < LIMITS.tokenEndsSoonMs ? ` ${said.endsSoon}` : ""}`,
        lastUsedAtMs === undefined ? said.neverUsed : said.used(localMinute(lastUsedAtMs)),
        id,
      ]);
      await output.result({ tokens: all }, rows.length === 0 ? [said.none] : table(rows));
    });
  token
    .command("create")
    .description(said.createSays)
    .argument("<bot>", words.commands.bot.bot)
    .requiredOption("--name <text>", said.name)
    .requiredOption("--scope <scope>", said.scope(BOT_SCOPES.join(", ")), (text: string, before?: readonly string[]) =>
      repeated(scope(text), before),
    )
    .option("--room <room>", said.room, repeated)
    .requiredOption("--for <time>", said.forTime, durationMs(words))
    .action(async (botName: string, { name, scope: scopes, room, for: forMs }: CreateOptions) => {
      await using me = await session.open();
      const { account, handle } = await findBot(me, botName, words);
      const rooms = room === undefined ? undefined : await roomIds(me, room, words);
      const limits = { name, scopes: [...scopes], forMs, ...(rooms !== undefined && { rooms }) };
      const made = await botsOf(me).makeToken(account, limits);
      const until = localMinute(made.expiresAtMs);
      await printDone({ ...made }, [said.created(onOneLine(handle), until), made.token, said.once], deps);
    });
  token
    .command("revoke")
    .description(said.revokeSays)
    .argument("<id>", said.id)
    .action(async (id: string) => {
      await using me = await session.open();
      if (!isId<TokenId>(id)) throw new CliFailure("not-found", { code: "not-found", message: said.noToken(id) });
      await botsOf(me).revokeToken(id);
      await printDone({ revoked: id }, [said.revoked], deps);
    });
}

/** A room the caller is in by its name; any other only by its id, since nobody else sees its name. */
async function roomIds(me: Warbler, names: readonly string[], words: Words): Promise<RoomId[]> {
  const ids: RoomId[] = [];
  for (const name of names) ids.push(isId<RoomId>(name) ? name : (await findRoom(me, name, words)).id);
  return ids;
}
