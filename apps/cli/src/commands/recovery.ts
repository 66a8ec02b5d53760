/** `warbler recovery …`: a code on paper that brings the account back when all devices are gone. */
import { type RecoveryStatusOf, WarblerError } from "@warbler/sdk";
import type { Command } from "commander";
import { TRIES, tell } from "../ask-anew.ts";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { stdinLines } from "../input.ts";
import { printDone } from "../output/done.ts";
import { table } from "../output/table.ts";
import { localMinute } from "../output/time-text.ts";
import type { Words } from "../words/index.ts";

type Deps = Pick<CliDeps, "words" | "output" | "session" | "terminal">;
interface Code {
  readonly text: string;
  readonly isTyped: boolean;
}
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
      await withCode(code, (right) => me.recovery.test(right), deps);
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
      const { keys, whole, begunAnew } = await withCode(code, (right) => me.recovery.use(right, { alone }), deps);
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
      const code = await withCode(old, (right) => me.recovery.rotate(right), deps);
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
async function codeFrom({ codeStdin }: CodeOptions, { words, terminal }: Deps): Promise<Code> {
  if (codeStdin === true) return { text: (await stdinLines(terminal, words))[0] ?? "", isTyped: false };
  const given = terminal.env["WARBLER_RECOVERY_CODE"];
  if (given) return { text: given, isTyped: false };
  const { askCode, noCode: message, noCodeHelp: help } = words.commands.recovery;
  if (terminal.isInteractive) return { text: await terminal.ask(askCode), isTyped: true };
  throw new CliFailure("usage", { code: "no-code", message, help });
}

/** What slips of the pen and of the finger are refused with. */
const SLIPS = ["recovery-code-incomplete", "recovery-code-mistyped", "recovery-code-wrong"];

/** A code that was typed wrongly is asked for again; an empty line gives up. */
async function withCode<T>(code: Code, work: (code: string) => Promise<T>, { words, terminal }: Deps): Promise<T> {
  let { text } = code;
  for (let left = TRIES; ; left--) {
    try {
      return await work(text);
    } catch (error) {
      const isSlip = error instanceof WarblerError && SLIPS.includes(error.code);
      if (!isSlip || !code.isTyped || left === 1) throw error;
      tell(terminal, error.help);
      text = await terminal.ask(words.commands.recovery.askCode);
      if (text.trim() === "") throw error;
    }
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
