/** `warbler room …`: makes, lists, shows, changes and leaves rooms. Each sub-command is in a file of its own. */
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { addRoomCreate } from "./room-create.ts";
import { addRoomList } from "./room-list.ts";
import { addRoomMembers } from "./room-members.ts";
import { addRoomRepair } from "./room-repair.ts";
import { addRoomShow } from "./room-show.ts";

export function addRoom(
  program: Command,
  deps: Pick<CliDeps, "words" | "output" | "session" | "language" | "terminal">,
): void {
  const room = program.command("room").description(deps.words.commands.room.says);
  addRoomCreate(room, deps);
  addRoomList(room, deps);
  addRoomShow(room, deps);
  addRoomMembers(room, deps);
  addRoomRepair(room, deps);
}
