/** What `npm run generate` writes from the command line: `docs/cli.md`. */
import type { CliDeps } from "./cli-deps.ts";
import { systemClock } from "./clock.ts";
import { cliPage } from "./docs/cli-page.ts";
import { outputTo } from "./output/output.ts";
import { profileIn } from "./profile/profile.ts";
import { programOf } from "./program.ts";
import type { Gateway } from "./session/gateway.ts";
import { sessionOf } from "./session/session.ts";
import type { Terminal } from "./terminal.ts";
import { wordsIn } from "./words/index.ts";

/** The files that are made from the commands: path in the repository and whole text. */
export function generate(): readonly { readonly path: string; readonly text: string }[] {
  return [{ path: "docs/cli.md", text: cliPage(programOf(describedOnly())) }];
}

/** Commands that are only described and never run touch neither a server nor a terminal. */
function describedOnly(): CliDeps {
  const words = wordsIn("en");
  const language = "en";
  const terminal: Terminal = {
    ...systemClock,
    env: {},
    stdin: new ReadableStream(),
    isInteractive: false,
    screenColumns: undefined,
    writeOut: () => Promise.resolve(),
    writeError: () => undefined,
    ask: untouched,
    askSecret: untouched,
    interrupted: new AbortController().signal,
  };
  const gateway: Gateway = { platform: untouched, store: untouched, fetchLocalCa: untouched };
  const profile = profileIn("", words);
  const output = outputTo(terminal, false);
  const session = sessionOf(profile, { gateway, words, language, terminal, output });
  return { terminal, words, language, output, profile, session, gateway };
}

function untouched(): never {
  throw new Error("a command that is only described does nothing");
}
