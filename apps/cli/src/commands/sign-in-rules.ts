/** `warbler sign-in-rules`: what the organisation asks of passwords, second factors and browsers, and its own words that no password may be made of. */
import { LIMITS, SECOND_FACTOR, type SecondFactor, type SecuritySettings } from "@warbler/protocol";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { readText } from "../files/read-text.ts";
import { printDone } from "../output/done.ts";
import { onOneLine } from "../output/sanitise.ts";
import { table } from "../output/table.ts";
import { durationMs, oneOf, valueFailure, wholeNumber } from "../usage.ts";
import type { Words } from "../words/index.ts";

interface SetOptions {
  readonly secondFactor?: SecondFactor;
  readonly minChars?: number;
  readonly minCharsWithFactor?: number;
  readonly recoveryWait?: number;
  readonly appLock?: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export function addSignInRules(program: Command, deps: Pick<CliDeps, "words" | "output" | "session">): void {
  const { words, output, session } = deps;
  const said = words.commands.signInRules;
  const rules = program.command("sign-in-rules").description(said.says);
  const most = LIMITS.passwordMinCharsAtMost;
  rules
    .command("show", { isDefault: true })
    .description(said.showSays)
    .action(async () => {
      await using me = await session.open();
      const now = await me.api("security", undefined);
      await output.result(now, shown(now, words));
    });
  rules
    .command("set")
    .description(said.setSays)
    .option("--second-factor <whom>", said.secondFactorOption, oneOf(words, SECOND_FACTOR))
    .option("--min-chars <count>", said.minCharsOption, wholeNumber(words, LIMITS.passwordMinChars, most))
    .option(
      "--min-chars-with-factor <count>",
      said.minCharsWithOption,
      wholeNumber(words, LIMITS.passwordWithFactorMinChars, most),
    )
    .option("--recovery-wait <time>", said.recoveryWaitOption, recoveryWait(words))
    .option("--app-lock <time>", said.appLockOption, appLock(words))
    .action(async (options: SetOptions) => {
      if (Object.keys(options).length === 0) throw valueFailure(said.nothingToSet);
      await using me = await session.open();
      const before = await me.api("security", undefined);
      const {
        secondFactor = before.secondFactor,
        minChars: passwordMinChars = before.passwordMinChars,
        minCharsWithFactor: passwordWithFactorMinChars = before.passwordWithFactorMinChars,
        recoveryWait: accessRecoveryWaitHours = before.accessRecoveryWaitHours,
        appLock: lockMinutes = before.lockMinutes,
      } = options;
      const next = {
        ...{ secondFactor, passwordMinChars, passwordWithFactorMinChars, accessRecoveryWaitHours, lockMinutes },
      };
      await me.api("configureSecurity", next);
      await printDone(next, shown(next, words), deps);
    });
  rules
    .command("words")
    .description(said.wordsSays)
    .argument("[file]", said.wordsFile)
    .action(async (file: string | undefined) => {
      const given = file === undefined ? undefined : linesOf(await readText(file, words), words);
      await using me = await session.open();
      if (given === undefined) {
        const now = await me.api("passwordWords", undefined);
        return output.result(now, now.words.length === 0 ? [said.noWords] : now.words.map(onOneLine));
      }
      await me.api("setPasswordWords", { words: [...given] });
      await printDone({ words: given }, [said.wordsSet(given.length)], deps);
    });
}

function shown(rules: SecuritySettings, { commands }: Words): readonly string[] {
  const said = commands.signInRules;
  return table([
    [said.secondFactor, said.whom[rules.secondFactor]],
    [said.minChars, String(rules.passwordMinChars)],
    [said.minCharsWith, String(rules.passwordWithFactorMinChars)],
    [said.recoveryWait, said.hours(rules.accessRecoveryWaitHours)],
    [said.appLock, rules.lockMinutes === 0 ? said.asEachChooses : said.minutes(rules.lockMinutes)],
  ]);
}

/** In hours, within what the server takes. */
function recoveryWait(words: Words): (text: string) => number {
  return (text) => {
    const hours = durationMs(words)(text) / HOUR_MS;
    const { accessRecoveryWaitHoursAtLeast: least, accessRecoveryWaitHoursAtMost: most } = LIMITS;
    if (Number.isInteger(hours) && hours >= least && hours <= most) return hours;
    throw valueFailure(words.commands.signInRules.notRecoveryWait(text, least, most));
  };
}

/** In minutes; 0 for `off`. */
function appLock(words: Words): (text: string) => number {
  return (text) => {
    const minutes = text === "off" ? 0 : durationMs(words)(text) / MINUTE_MS;
    if (minutes <= LIMITS.lockMinutesAtMost) return minutes;
    throw valueFailure(words.commands.signInRules.notAppLock(text, LIMITS.lockMinutesAtMost));
  };
}

function linesOf(text: string, words: Words): readonly string[] {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const { ownPasswordWords: most, ownPasswordWordChars: chars } = LIMITS;
  if (lines.length > most || lines.some((line) => line.length > chars))
    throw valueFailure(words.commands.signInRules.tooManyWords(most, chars));
  return lines;
}
