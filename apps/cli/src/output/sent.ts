/** Waits until a record is durable and audited, and prints its number and its place in the log. */
import type { Sending } from "@warbler/sdk";
import type { Words } from "../words/index.ts";
import type { Output } from "./output.ts";

export async function printSent(
  sending: Sending,
  says: string,
  { words, output }: { words: Words; output: Output },
): Promise<void> {
  const { seq, log } = await sending.settled;
  await output.result({ id: sending.id, seq, log }, [`${says} ${words.log(log.leaf, log.position)}`]);
}
