/** Prints what a writing command did, with the place in the audit log where the server recorded it. */
import type { Session } from "../session/session.ts";
import type { Words } from "../words/index.ts";
import type { Output } from "./output.ts";

export async function printDone(
  value: Readonly<Record<string, unknown>>,
  lines: readonly string[],
  { words, output, session }: { words: Words; output: Output; session: Pick<Session, "lastLog"> },
): Promise<void> {
  const log = session.lastLog();
  const where = log === undefined ? [] : [words.log(log.leaf, log.position)];
  await output.result({ ...value, log }, [...lines, ...where]);
}
