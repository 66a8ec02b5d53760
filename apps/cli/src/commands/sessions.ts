/** `warbler sessions`: where one is signed in, and what speaks against each of these sessions. `warbler devices` ends them. */
import { sessionBinding, sessionRisk } from "@warbler/protocol";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { table } from "../output/table.ts";
import { localMinute } from "../output/time-text.ts";

export function addSessions(
  program: Command,
  { words, language, output, session }: Pick<CliDeps, "words" | "language" | "output" | "session">,
): void {
  const said = words.commands.devices;
  program
    .command("sessions")
    .description(said.sessionsSays)
    .action(async () => {
      await using me = await session.open();
      const devices = await me.devices();
      const rows = devices.flatMap((device) =>
        device.sessions.map((one) => [
          one.id,
          device.name,
          one.address ?? "",
          one.client ?? "",
          localMinute(one.startedAtMs),
          localMinute(one.lastSeenAtMs),
          localMinute(Math.min(one.expiresAtMs, one.unusedEndsAtMs)),
          sessionRisk(one.signs, language),
          sessionBinding(one.bound, language),
          one.current ? said.current : "",
        ]),
      );
      await output.result({ devices }, table([said.sessionsHead, ...rows]));
    });
}
