/** `warbler status`: who, where, whether it is online, what is unread, and whether the log still fits what was seen before. */
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { table } from "../output/table.ts";

export function addStatus(
  program: Command,
  { words, output, session }: Pick<CliDeps, "words" | "output" | "session">,
): void {
  const said = words.commands.status;
  program
    .command("status")
    .description(said.says)
    .action(async () => {
      const { url, organisation, handle, name, device } = await session.current();
      await using me = await session.open();
      const rooms = await me.rooms();
      const unread = rooms.reduce((sum, room) => sum + room.unread, 0);
      const { size, root } = await me.audit.checkpoint();
      const { state } = me;
      const waiting = me.outbox().length;
      await output.result(
        { url, organisation, handle, name, device, state, rooms: rooms.length, unread, waiting, log: { size, root } },
        table([
          [said.server, url],
          [said.organisation, organisation],
          [said.person, `${name} (@${handle})`],
          [said.device, device],
          [said.state, words.commands.tail.states[state]],
          [said.rooms, said.roomCount(rooms.length, unread)],
          [said.waiting, said.waitingCount(waiting)],
          [said.log, said.logSize(size)],
        ]),
      );
    });
}
