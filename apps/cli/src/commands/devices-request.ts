/** `warbler devices request`: a new device asks to be let in, shows its number, and waits. */
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { printDone } from "../output/done.ts";

export function addDevicesRequest(
  devices: Command,
  deps: Pick<CliDeps, "words" | "output" | "session" | "terminal">,
): void {
  const { words, output, session, terminal } = deps;
  const said = words.commands.devices;
  devices
    .command("request")
    .description(said.requestSays)
    .action(async () => {
      await using me = await session.open();
      if ((await me.identity.setUp()) === "ready") {
        await output.result({ listed: true }, [said.requestNeedless]);
        return;
      }
      const request = await me.identity.requestApproval();
      const { id, expiresAtMs, payload } = request;
      try {
        if (output.isJson) await output.item({ request: id, expiresAtMs, code: payload }, "");
        output.note(said.requestHow);
        output.note(said.requestCode(payload));
        // Whoever approves by the code never makes a number appear.
        const done = new AbortController();
        const signal = AbortSignal.any([done.signal, terminal.interrupted]);
        const shown = request.number(signal).then(
          (number) => output.item({ number }, said.requestNumber(number)),
          () => undefined,
        );
        await request.approved(terminal.interrupted);
        done.abort();
        await shown;
      } catch (error) {
        if (terminal.interrupted.aborted) await request.cancel();
        throw error;
      }
      if (output.isJson) await output.item({ listed: true }, "");
      else await printDone({}, [said.requestDone], deps);
    });
}
