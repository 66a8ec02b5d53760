/** `warbler recovery …`: a code on paper that brings the account back when all devices are gone. */
import { type RecoveryStatusOf, WarblerError } from "@warbler/sdk";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { stdinLines } from "../input.ts";
import { printDone } from "../output/done.ts";
import { table } from "../output/table.ts";
import { localMinute } from "../output/time-text.ts";
import type { Words } from "../words/index.ts";

type Deps = Pick<CliDeps, "words" | "output" | "session" | "terminal">;
interface CodeOptions {
  readonly codeStdin?: true;
}

export function addRecovery(program: Command, deps: Deps): void {
  const { words, output, session } = deps;
  const said = words.commands.recovery;
  const recovery = program.command("recovery").description(said.says);
  recovery
    .command("set-up")
    .description(said.setUpSays)
    .option("--new-root", said.newRoot)
    .action(async ({ newRoot = false }: { newRoot?: boolean }) => {
      await using me = await session.open();
      const code = await me.recovery.setUp({ newRoot });
      await printDone({ code }, [said.code(code), said.keep, said.next], deps);
    });
  recovery
    .command("test")
    .description(said.testSays)
    .option("--code-stdin", said.codeStdin)
    .action(async (options: CodeOptions) => {
      const code = await codeFrom(options, deps);
      await using me = await session.open();
      await saying(words, () => me.recovery.test(code));
      await printDone({ works: true }, [said.tested], deps);
    });
  recovery
    .command("use")
    .description(said.useSays)
    .option("--alone", said.alone)
    .option("--code-stdin", said.codeStdin)
    .action(async ({ alone = false, ...options }: CodeOptions & { alone?: boolean }) => {
      const code = await codeFrom(options, deps);
      await using me = await session.open();
      const { keys, whole, begunAnew } = await saying(words, () => me.recovery.use(code, { alone }));
      const notes = [...(begunAnew ? [said.begunAnew] : []), ...(whole ? [] : [said.stale, said.staleHelp])];
      await printDone({ keys, whole, begunAnew }, [said.used(keys), ...notes], deps);
    });
  recovery
    .command("rotate")
    .description(said.rotateSays)
    .option("--code-stdin", said.codeStdin)
    .action(async (options: CodeOptions) => {
      const old = await codeFrom(options, deps);
      await using me = await session.open();
      const code = await saying(words, () => me.recovery.rotate(old));
      await printDone({ code }, [said.code(code), said.keep, said.rotated], deps);
    });
  recovery
    .command("begin-keychain")
    .description(said.beginSays)
    .action(async () => {
      await using me = await session.open();
      await me.recovery.beginKeychain();
      await printDone({ begun: true }, [said.begun], deps);
    });
  recovery
    .command("status")
    .description(said.statusSays)
    .action(async () => {
      await using me = await session.open();
      const status = await me.recovery.status();
      const unseen = status.codeUnseen ? await me.recovery.unseenCode() : undefined;
      await output.result({ ...status, ...(unseen !== undefined && { unseenCode: unseen }) }, [
        ...table(rowsOf(status, words)),
        ...(status.keychainWhole ? [] : [said.spoilt]),
        ...(unseen === undefined ? [] : [said.unseen(unseen), said.keep]),
      ]);
      if (unseen !== undefined) await me.recovery.codeKept();
    });
}

/** Never from the command line, which every process of the machine can see. */
async function codeFrom({ codeStdin }: CodeOptions, { words, terminal }: Deps): Promise<string> {
  if (codeStdin === true) return (await stdinLines(terminal, words))[0] ?? "";
  const given = terminal.env["WARBLER_RECOVERY_CODE"];
  if (given) return given;
  const { askCode, noCode: message, noCodeHelp: help } = words.commands.recovery;
  if (terminal.isInteractive) return terminal.ask(askCode);
  throw new CliFailure("usage", { code: "no-code", message, help });
}

/** A code that was replaced is told with the days on which it was made and replaced. */
async function saying<T>(words: Words, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof WarblerError) || error.code !== "recovery-code-replaced" || error.detail === undefined)
      throw error;
    const { code, detail } = error;
    throw new CliFailure("refused", { code, message: words.commands.recovery.replaced(detail) }, { cause: error });
  }
}

function rowsOf(status: RecoveryStatusOf, words: Words) {
  const { state, means, keychainEntries, keychainsGivenUp, keysHere, keysWaiting } = status;
  const said = words.commands.recovery;
  return [
    [said.state, said.states[state]],
    ...means.map(({ means: one, createdAtMs, replacedAtMs }) => [
      said.means[one],
      replacedAtMs === undefined
        ? said.since(localMinute(createdAtMs))
        : said.until(localMinute(createdAtMs), localMinute(replacedAtMs)),
    ]),
    [said.keychain, said.entries(keychainEntries)],
    ...(keychainsGivenUp === 0 ? [] : [["", said.givenUp(keychainsGivenUp)]]),
    [said.keys, keysWaiting === 0 ? String(keysHere) : said.waiting(keysHere, keysWaiting)],
  ];
}
