/** `warbler review result` and `verify`: the signed result of a review that is over, written to a file and verified without a server. */
import { readFile, writeFile } from "node:fs/promises";
import { reviewsOf, verifyReviewResult } from "@warbler/sdk/admin";
import type { Command } from "commander";
import { CliFailure } from "../cli-failure.ts";
import { onOneLine } from "../output/sanitise.ts";
import { localMinute } from "../output/time-text.ts";
import { findRoom } from "../session/find.ts";
import { type ReviewDeps, reviewId } from "../session/reviews.ts";

export function addReviewResult(review: Command, deps: ReviewDeps): void {
  const { words, output, session } = deps;
  const said = words.commands.review;
  review
    .command("result")
    .description(said.resultSays)
    .argument("<id>", said.id)
    .requiredOption("-o, --out <file>", said.out)
    .option("--room <room>", said.room)
    .action(async (text: string, { out, room }: { out: string; room?: string }) => {
      await using me = await session.open();
      const found = room === undefined ? undefined : await findRoom(me, room, words);
      const result = await reviewsOf(me).result({ review: reviewId(text, words), room: found?.id });
      await writeFile(out, result, { mode: 0o600 });
      await verify(out, result, deps);
    });
  review
    .command("verify")
    .description(said.verifySays)
    .argument("<file>", said.file)
    .action(async (file: string) => {
      const text = await readFile(file, "utf8").catch((cause: unknown) => {
        throw new CliFailure("bad-input", { code: "bad-input", message: words.errors.noFile(file) }, { cause });
      });
      await verify(file, text, { output, words });
    });
}

async function verify(file: string, text: string, { words, output }: Pick<ReviewDeps, "words" | "output">) {
  const said = words.commands.review;
  const checked = await verifyReviewResult(text);
  if (!checked.ok) throw new CliFailure("unproven", { code: checked.fault, message: said.faults[checked.fault] });
  const { result, digest, items } = checked;
  const decided = result.decisions.flatMap(({ decisions }) => decisions.map(([, decision]) => decision));
  const removed = decided.filter((one) => one === "remove").length;
  const { review, reviewers, rooms } = result;
  const keys = new Set(result.decisions.map(({ reviewer, device, key }) => `${reviewer} ${device} ${key}`));
  await output.result({ ok: true, file, digest, review: review.id, items: items.length, rooms, reviewers }, [
    said.verified(onOneLine(review.name), localMinute(review.closedAtMs)),
    said.counts(decided.length - removed, removed, result.lapsed.length, 0),
    ...(rooms.length > 0 ? [said.inRooms(rooms.length)] : []),
    ...reviewers.filter(({ rubberStamp }) => rubberStamp).map(() => said.rubberStamp),
    said.digest(digest),
    ...[...keys].map((key) => said.key(key)),
    said.compare,
  ]);
}
