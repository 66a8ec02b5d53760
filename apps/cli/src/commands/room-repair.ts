/**
 * `warbler room reset` and `confirm`: an end-to-end room whose encryption broke is begun anew by its members, and a group that
 * nobody known from the room confirms is gone into only when the person at the terminal says so.
 */
import type { AccountId } from "@warbler/protocol";
import type { Room, UnconfirmedGroup, Warbler } from "@warbler/sdk";
import type { Command } from "commander";
import { confirmed } from "../ask-anew.ts";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { printDone } from "../output/done.ts";
import { onOneLine } from "../output/sanitise.ts";
import { findRoom } from "../session/find.ts";
import { namesOf } from "../session/names.ts";
import type { Words } from "../words/index.ts";

type Deps = Pick<CliDeps, "words" | "output" | "session" | "terminal">;

export function addRoomRepair(room: Command, deps: Deps): void {
  const { words, session } = deps;
  const said = words.commands.room;
  room
    .command("reset")
    .description(said.resetSays)
    .argument("<room>", said.room)
    .action(async (roomName: string) => {
      await using me = await session.open();
      const found = await findRoom(me, roomName, words);
      await found.reset();
      const members = await found.members();
      const lines = [said.resetDone(onOneLine(found.name), members.length)];
      await printDone({ room: found.id, members: members.map(({ id }) => id) }, lines, deps);
    });
  room
    .command("confirm")
    .description(said.confirmSays)
    .argument("<room>", said.room)
    .option("--yes", said.confirmYes)
    .action(async (roomName: string, { yes }: { readonly yes?: true }) => {
      await using me = await session.open();
      const found = await findRoom(me, roomName, words);
      const shown = await unconfirmedIn(found);
      if (shown === undefined)
        throw new CliFailure("refused", { code: "nothing-to-confirm", message: said.nothingToConfirm });
      const lines = await unconfirmedLines(me, shown, words);
      if (yes !== true) await ask(lines, deps);
      await found.acceptGroup(shown);
      await deps.output.result({ room: found.id, accepted: shown }, [
        ...(yes === true ? lines : []),
        said.confirmed(onOneLine(found.name)),
      ]);
    });
}

/** Whether the room needs somebody's word shows once this device has tried to go into its group. */
export async function unconfirmedIn(room: Room): Promise<UnconfirmedGroup | undefined> {
  await room.history({ limit: 1 });
  return room.trouble?.kind === "unconfirmed" ? room.trouble : undefined;
}

async function ask(lines: readonly string[], { words, output, terminal }: Deps): Promise<void> {
  const said = words.commands.room;
  for (const line of lines) output.note(line);
  const asked = { prompt: said.confirmAsk, notConfirmed: said.notConfirmed };
  await confirmed(said.confirmWord, asked, { terminal, words });
}

/** Who vouches, and what this device did not know. */
export async function unconfirmedLines(
  me: Warbler,
  { by, isReset, newcomers, changed }: UnconfirmedGroup,
  words: Words,
): Promise<readonly string[]> {
  const said = words.commands.room;
  const people = await namesOf(me, [by, ...[...newcomers, ...changed].map(({ account }) => account)]);
  const nameOf = (account: AccountId) => {
    const person = people.get(account);
    return person === undefined ? account : `${onOneLine(person.name)} (@${person.handle})`;
  };
  const listed = (all: UnconfirmedGroup["newcomers"]) =>
    all.map(({ account, role }) => `  ${nameOf(account)}: ${said.roles[role]}`);
  return [
    (isReset ? said.vouchesAnew : said.vouches)(nameOf(by)),
    ...(newcomers.length === 0 ? [] : [said.newcomers, ...listed(newcomers)]),
    ...(changed.length === 0 ? [] : [said.changedRoles, ...listed(changed)]),
    said.compareFirst,
  ];
}
