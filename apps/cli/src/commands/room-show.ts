/**
 * `warbler room show` and `level`: a room, what protects it in the server's own enforced words, and who is in it as its
 * members say; and the step to another level, which is another room.
 */
import { PROTECTION_LEVELS, type ProtectionLevel } from "@warbler/protocol";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { printDone } from "../output/done.ts";
import { onOneLine } from "../output/sanitise.ts";
import { table } from "../output/table.ts";
import { findRoom } from "../session/find.ts";
import { namesOf } from "../session/names.ts";
import { oneOf } from "../usage.ts";
import { unconfirmedIn, unconfirmedLines } from "./room-repair.ts";

/** Of the people who were in an imported room and have not joined, so many are named. */
const IMPORTED_SHOWN = 20;

export function addRoomShow(
  room: Command,
  { words, output, session, language }: Pick<CliDeps, "words" | "output" | "session" | "language">,
): void {
  const said = words.commands.room;
  room
    .command("show")
    .description(said.showSays)
    .argument("<room>", said.room)
    .action(async (roomName: string) => {
      await using me = await session.open();
      const found = await findRoom(me, roomName, words);
      const { id, name, topic, myRole, predecessor, successor } = found;
      const told = await me.api("room", undefined, { room: id });
      const unconfirmed = await unconfirmedIn(found);
      // Nobody is named as a member of a group that this device has not gone into.
      const members = unconfirmed === undefined ? await found.members() : [];
      const shown = { ...told, name, topic, myRole, memberCount: members.length };
      const rows = members.map((member) => [
        "",
        onOneLine(member.name),
        member.isBot === true ? `${member.role}, ${words.roles.bot}` : member.role,
        member.id,
      ]);
      const rosterTold = members.map(({ id: account, role, sinceMs }) => ({ account, role, sinceMs }));
      const imported = await me.api("importedMembers", { limit: IMPORTED_SHOWN }, { room: id });
      const gone = await namesOf(me, imported.accounts);
      const names = imported.accounts.map((account) => onOneLine(gone.get(account)?.name ?? account));
      const { trouble } = found;
      await output.result({ ...shown, members: rosterTold, imported, ...(trouble !== undefined && { trouble }) }, [
        `${onOneLine(name)} (${id})`,
        ...(topic === "" ? [] : [onOneLine(topic)]),
        `${shown.level}: ${shown.protection[language]}`,
        ...(predecessor === undefined ? [] : [said.predecessor(predecessor)]),
        ...(successor === undefined ? [] : [said.successor(successor)]),
        ...(found.trouble?.kind === "broken" ? [said.brokenRoom] : []),
        ...(unconfirmed === undefined
          ? [said.membersTitle(members.length), ...table(rows)]
          : [...(await unconfirmedLines(me, unconfirmed, words)), said.toConfirm]),
        ...(imported.total === 0 ? [] : [said.importedTitle(imported.total, names.join(", "), imported.more)]),
      ]);
    });
  room
    .command("level")
    .description(said.levelSays)
    .argument("<room>", said.room)
    .argument("[level]", said.newLevel, oneOf(words, PROTECTION_LEVELS))
    .action(async (roomName: string, wanted: ProtectionLevel | undefined) => {
      await using me = await session.open();
      const found = await findRoom(me, roomName, words);
      const isOther = wanted !== undefined && wanted !== found.level;
      const { id } = isOther ? await me.changeLevel(found, wanted) : found;
      const { level, protection } = await me.api("room", undefined, { room: id });
      const lines = [`${level}: ${protection[language]}`, ...(isOther ? [said.continues(id)] : [])];
      const result = { id, level, protection, ...(isOther && { predecessor: found.id }) };
      await (isOther ? printDone(result, lines, { output, words, session }) : output.result(result, lines));
    });
}
