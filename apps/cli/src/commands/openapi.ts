/** `warbler openapi`: the server's HTTP interface, as the server itself describes it. */
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { harmlessJson } from "../output/sanitise.ts";
import { trustedCa } from "../trust/trusted-ca.ts";

export function addOpenapi(
  program: Command,
  { words, terminal, session, profile }: Pick<CliDeps, "words" | "terminal" | "session" | "profile">,
): void {
  program
    .command("openapi")
    .description(words.commands.openapi.says)
    .argument("[url]", words.commands.login.link)
    .option("--ca <file>", words.commands.login.ca)
    .action(async (given: string | undefined, options: { ca?: string }) => {
      const url = new URL("/api/openapi.json", given ?? (await session.current()).url);
      const answer = await session
        .platform(await trustedCa(options.ca, { words, profile }))
        .fetch(url.href, { signal: terminal.interrupted });
      const text = await answer.text();
      if (!answer.ok) throw badAnswer();
      try {
        await terminal.writeOut(`${harmlessJson(JSON.parse(text), 2)}\n`);
      } catch (cause) {
        throw badAnswer(cause);
      }
    });

  function badAnswer(cause?: unknown): CliFailure {
    const { badAnswer: message, badAnswerHelp: help } = words.errors;
    return new CliFailure("failed", { code: "bad-answer", message, help }, { cause });
  }
}
