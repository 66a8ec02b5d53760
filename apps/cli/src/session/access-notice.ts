/** Tells a person that somebody recovers their access, whatever command they run, or at sign-in that it was done lately. */
import type { AccessRecovery } from "@warbler/protocol";
import { type Warbler, WarblerError } from "@warbler/sdk";
import { onOneLine } from "../output/sanitise.ts";
import { localMinute } from "../output/time-text.ts";
import type { Words } from "../words/index.ts";
import { namesOf } from "./names.ts";

/** One that is open with every command, one that was used at sign-in. Never fails: what the command is for comes first. */
export async function accessNotices(
  me: Warbler,
  { nowMs, atSignIn }: { readonly nowMs: number; readonly atSignIn: boolean },
  words: Words,
): Promise<readonly string[]> {
  try {
    const { accessOf } = await import("@warbler/sdk/access");
    const all = await accessOf(me).notices(nowMs);
    return await noticeLines(
      me,
      all.filter(({ state }) => atSignIn || state === "open"),
      words,
    );
  } catch (error) {
    if (error instanceof WarblerError) return [];
    throw error;
  }
}

export async function noticeLines(
  me: Pick<Warbler, "api">,
  recoveries: readonly AccessRecovery[],
  words: Words,
): Promise<readonly string[]> {
  if (recoveries.length === 0) return [];
  const said = words.commands.access;
  const people = await namesOf(
    me,
    recoveries.map(({ startedBy }) => startedBy),
  );
  return recoveries.map(({ state, startedBy, reason, opensAtMs, endedAtMs }) => {
    const by = onOneLine(people.get(startedBy)?.handle ?? startedBy);
    return state === "open"
      ? said.openNotice(by, onOneLine(reason), localMinute(opensAtMs))
      : said.usedNotice(by, localMinute(endedAtMs ?? opensAtMs));
  });
}
