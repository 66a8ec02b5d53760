/** `warbler devices approve`: a device that is let in lets another one in. */
import type { WaitingApproval, Warbler } from "@warbler/sdk";
import type { Command } from "commander";
import { answerWithout } from "../ask-anew.ts";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { printDone } from "../output/done.ts";
import { onOneLine } from "../output/sanitise.ts";
import { valueFailure } from "../usage.ts";

const CODE = /^warbler:device:/;
const NUMBER_DIGITS = 6;
const LOOK_EVERY_MS = 1_000;
/** The new device answers within a second where it runs at all. */
const MOST_LOOKS = 60;

type Deps = Pick<CliDeps, "words" | "output" | "session" | "terminal">;

export function addDevicesApprove(devices: Command, deps: Deps): void {
  const { words, session, terminal } = deps;
  const said = words.commands.devices;
  devices
    .command("approve")
    .description(said.approveSays)
    .argument("[what]", said.approveWhat)
    .option("--number <number>", said.approveNumber)
    .option("--show-number", said.approveShow)
    .option("--reject", said.approveReject)
    .action(async (what: string | undefined, options: { number?: string; showNumber?: true; reject?: true }) => {
      await using me = await session.open();
      if (what !== undefined && CODE.test(what)) {
        const { id, name } = await me.identity.approvePayload(what);
        return printDone({ approved: id, name }, [said.approved(onOneLine(name))], deps);
      }
      const asking = await onlyRequest(me, what, deps);
      const name = onOneLine(asking.name) || asking.device;
      if (options.reject === true) {
        await me.identity.reject(asking.id);
        return printDone({ rejected: asking.device }, [said.rejected(name)], deps);
      }
      // Whoever answers takes the request from the other devices: not where nobody is here to go on with it.
      if (options.number === undefined && options.showNumber !== true && !terminal.isInteractive) {
        const { approveNobody: message, approveNobodyHelp: help } = said;
        throw new CliFailure("usage", { code: "no-terminal", message, help });
      }
      const { id } = await showing(me, asking, deps);
      if (options.showNumber === true) return printDone({ shows: asking.device }, [said.approveShows(name)], deps);
      // Any whole number is a guess, and a wrong one ends the request; less than that is a slip.
      const flawOf = (typed: string) =>
        typed.replaceAll(/\D/g, "").length === NUMBER_DIGITS ? undefined : said.numberExpected;
      const flaw = options.number === undefined ? undefined : flawOf(options.number);
      if (flaw !== undefined) throw valueFailure(flaw);
      const asked = { prompt: said.askNumber(name), terminal, words };
      const number = options.number ?? (await answerWithout(flawOf, asked));
      const { id: approved } = await me.identity.approve(id, number);
      return printDone({ approved, name: asking.name }, [said.approved(name)], deps);
    });
}

async function onlyRequest(me: Warbler, wanted: string | undefined, { words }: Deps): Promise<WaitingApproval> {
  const said = words.commands.devices;
  const asking = await me.identity.approvals({ onlyLook: true });
  const [only, another] = asking.filter(({ id }) => wanted === undefined || id === wanted);
  if (only === undefined) {
    const { approveNone: message, approveNoneHelp: help } = said;
    throw new CliFailure("not-found", { code: "no-request", message, help });
  }
  if (another === undefined) return only;
  const message = said.approveSeveral(asking.map(({ id, name }) => `${id} (${onOneLine(name)})`).join(", "));
  throw new CliFailure("usage", { code: "several-requests", message, help: said.approveSeveralHelp });
}

/** The request once the new device shows its number; as it is where that does not happen, for the SDK to say why. */
async function showing(
  me: Warbler,
  asking: WaitingApproval,
  { words, output, terminal }: Deps,
): Promise<WaitingApproval> {
  let found = asking;
  if (found.step === "waiting") output.note(words.commands.devices.approveWaiting(onOneLine(asking.name)));
  for (let looks = 0; found.step === "waiting" && looks < MOST_LOOKS; looks++) {
    if (looks > 0) await terminal.sleep(LOOK_EVERY_MS, terminal.interrupted);
    found = (await me.identity.approvals()).find(({ id }) => id === asking.id) ?? found;
  }
  return found;
}
