/** `warbler password`: a new password; the server then ends all other sessions. */
import type { PasswordRules } from "@warbler/protocol/passwords";
import { type Warbler, WarblerError, type WarblerErrorCode } from "@warbler/sdk";
import type { Command } from "commander";
import { newPassword, TRIES, tell } from "../ask-anew.ts";
import type { CliDeps } from "../cli-deps.ts";
import { givenPassword, stdinLines } from "../input.ts";
import { printDone } from "../output/done.ts";
import { sentencesIn } from "../words/index.ts";

type Deps = Pick<CliDeps, "words" | "language" | "output" | "session" | "terminal">;

export function addPassword(program: Command, deps: Deps): void {
  const { words, session, terminal } = deps;
  const said = words.commands.password;
  program
    .command("password")
    .description(said.says)
    .option("--password-stdin", said.stdin)
    .action(async ({ passwordStdin }: { passwordStdin?: true }) => {
      await session.current();
      const lines = passwordStdin === true ? await stdinLines(terminal, words) : undefined;
      const given = lines === undefined ? await givenPassword(terminal, words, false) : (lines[0] ?? "");
      await using me = await session.open();
      if (lines === undefined) await changeAsked(me, given, deps);
      else await me.changePassword(given ?? "", lines[1] ?? "");
      await printDone({ changed: true }, [said.done], deps);
    });
}

/** Which of the two a refusal of the server says is wrong. */
const WRONG: Partial<Record<WarblerErrorCode, "present" | "next">> = {
  "sign-in-failed": "present",
  "password-too-short": "next",
  "password-too-long": "next",
  "password-too-common": "next",
};

/** The environment can hold the present password only; the new one is always typed. */
async function changeAsked(me: Warbler, given: string | undefined, deps: Deps): Promise<void> {
  const { words, terminal, language } = deps;
  const asked = await rulesFor(me, deps);
  let present: string | undefined;
  let next: string | undefined;
  for (let left = TRIES; ; left--) {
    present ??= given ?? (await terminal.askSecret(words.commands.password.askOld));
    next ??= await newPassword(words.commands.login.askNewPassword(asked.rules.minChars), asked, deps);
    try {
      return await me.changePassword(present, next);
    } catch (error) {
      const wrong = error instanceof WarblerError ? WRONG[error.code] : undefined;
      const isGiven = wrong === "present" && given !== undefined;
      if (!(error instanceof WarblerError) || wrong === undefined || isGiven || left === 1) throw error;
      tell(terminal, error.helpIn(sentencesIn(language)));
      if (wrong === "present") present = undefined;
      else next = undefined;
    }
  }
}

/** What this person's new password is held to: the organisation's settings, and whether a second factor stands beside it. */
async function rulesFor(
  me: Warbler,
  { session }: Pick<Deps, "session">,
): Promise<{ readonly rules: PasswordRules; readonly context: readonly string[] }> {
  const { PASSWORD_RULES } = await import("@warbler/protocol/passwords");
  const [security, factors] = await Promise.all([me.api("security", undefined), me.api("factors", undefined)]);
  const { handle, name, organisation } = await session.current();
  const withFactor = factors.passkeys.length > 0 || factors.totp !== undefined;
  const rules = withFactor
    ? { ...PASSWORD_RULES.withFactor, minChars: security.passwordWithFactorMinChars }
    : { ...PASSWORD_RULES.alone, minChars: security.passwordMinChars };
  return { rules, context: [handle, name, organisation, "warbler"] };
}
