/** Tells a person, whatever command they run, that somebody recovers their access, or did so lately. */
import type { AccessRecovery } from "@warbler/protocol";
import { type Warbler, WarblerError } from "@warbler/sdk";
import { onOneLine } from "../output/sanitise.ts";
import { localMinute } from "../output/time-text.ts";
import type { Words } from "../words/index.ts";
import { namesOf } from "./names.ts";

/** Never fails: what the command is for comes first. */
export async function accessNotices(me: Warbler, nowMs: number, words: Words): Promise<readonly string[]> {
  try {
    const { accessOf } = await import("@warbler/sdk/access");
    return await noticeLines(me, await accessOf(me).notices(nowMs), words);
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
