/**
 * `warbler review result` and `verify`: the signed result of a review that is over, written to a file with the proof that the audit log has
 * it, and verified: from the file alone without a server, or by the review's id against what this device knows of log and identities.
 */
import { writeFile } from "node:fs/promises";
import { isId, type ReviewId } from "@warbler/protocol";
import { type CheckedReview, reviewsOf, verifyReviewInLog, verifyReviewResult } from "@warbler/sdk/admin";
import type { Command } from "commander";
import { CliFailure } from "../cli-failure.ts";
import { readIfThere, readText } from "../files/read-text.ts";
import { onOneLine } from "../output/sanitise.ts";
import { localMinute } from "../output/time-text.ts";
import { findRoom } from "../session/find.ts";
import { type ReviewDeps, reviewId } from "../session/reviews.ts";

type Holds = Extract<CheckedReview, { readonly ok: true }>;
interface VerifyOptions {
  readonly proof?: string;
  readonly key?: string;
}
/** What the log proof is held against, and where that key comes from. */
interface LogProof {
  readonly proof: unknown;
  readonly key: string;
  readonly isPinned: boolean;
}
const proofPath = (file: string) => `${file}.proof`;

export function addReviewResult(review: Command, deps: ReviewDeps): void {
  const { words, session } = deps;
  const said = words.commands.review;
  review
    .command("result")
    .description(said.resultSays)
    .argument("<id>", said.id)
    .requiredOption("-o, --out <file>", said.out)
    .option("--room <room>", said.room)
    .action(async (text: string, { out, room }: { out: string; room?: string }) => {
      await using me = await session.open();
      const id = reviewId<ReviewId>(text, words);
      if (room !== undefined) {
        const found = await findRoom(me, room, words);
        const part = await reviewsOf(me).result({ review: id, room: found.id });
        await writeFile(out, part, { mode: 0o600 });
        return verify(out, part, undefined, deps);
      }
      const { text: result, log } = await reviewsOf(me).provenResult(id);
      const { verifierKey: key } = await me.audit.key();
      await writeFile(out, result, { mode: 0o600 });
      if (log !== undefined)
        await writeFile(proofPath(out), `${JSON.stringify({ ...log, verifierKey: key })}\n`, { mode: 0o600 });
      await verify(out, result, log && { proof: log, key, isPinned: true }, deps);
    });
  review
    .command("verify")
    .description(said.verifySays)
    .argument("<file-or-id>", said.file)
    .option("--proof <file>", said.proof)
    .option("--key <key>", words.commands.audit.key)
    .action(async (what: string, options: VerifyOptions) => {
      if (isId<ReviewId>(what)) return verifyHere(what, deps);
      const text = await readText(what, words);
      await verify(what, text, await proofOf(what, options, deps), deps);
    });
}

/** The proof beside the file, or the one that is named. */
async function proofOf(file: string, { proof, key }: VerifyOptions, deps: ReviewDeps): Promise<LogProof | undefined> {
  const text = proof === undefined ? await readIfThere(proofPath(file)) : await readText(proof, deps.words);
  if (text === undefined) return undefined;
  const read = parsed(text);
  const told = typeof read === "object" && read !== null && "verifierKey" in read ? read.verifierKey : undefined;
  return { proof: read, key: key ?? (typeof told === "string" ? told : ""), isPinned: key !== undefined };
}

/** Against the log that this device has pinned, and the keys in the identity log that it follows. */
async function verifyHere(id: ReviewId, deps: ReviewDeps): Promise<void> {
  const { words, session } = deps;
  const said = words.commands.review;
  await using me = await session.open();
  const { text, log } = await reviewsOf(me).provenResult(id);
  const { verifierKey: key } = await me.audit.key();
  const checked = await held(text, deps);
  for (const { reviewer, device, key: signed } of checked.result.decisions) {
    const listed = await me.identity.deviceKey(reviewer, device);
    if (listed === undefined || Buffer.from(listed).toString("base64url") !== signed)
      throw new CliFailure("unproven", { code: "key-unlisted", message: said.keyUnlisted(reviewer, device) });
  }
  await verify(id, text, log && { proof: log, key, isPinned: true }, deps, [said.keysListed]);
}

async function held(text: string, { words }: Pick<ReviewDeps, "words">): Promise<Holds> {
  const checked = await verifyReviewResult(text);
  if (checked.ok) return checked;
  throw new CliFailure("unproven", { code: checked.fault, message: words.commands.review.faults[checked.fault] });
}

async function verify(
  file: string,
  text: string,
  log: LogProof | undefined,
  deps: Pick<ReviewDeps, "words" | "output">,
  more: readonly string[] = [],
) {
  const { words, output } = deps;
  const said = words.commands.review;
  const checked = await held(text, deps);
  const { result, digest, items } = checked;
  const inLog = log && (await verifyReviewInLog(checked, log.proof, log.key));
  if (inLog?.ok === false)
    throw new CliFailure("unproven", { code: inLog.fault, message: said.logFaults[inLog.fault] });
  const decided = result.decisions.flatMap(({ decisions }) => decisions.map(([, decision]) => decision));
  const removed = decided.filter((one) => one === "remove").length;
  const { review, reviewers, rooms } = result;
  const keys = new Set(result.decisions.map(({ reviewer, device, key }) => `${reviewer} ${device} ${key}`));
  await output.result(
    { ok: true, file, digest, review: review.id, items: items.length, rooms, reviewers, log: inLog },
    [
      said.verified(onOneLine(review.name), localMinute(review.closedAtMs)),
      said.counts(decided.length - removed, removed, result.lapsed.length, 0),
      ...(rooms.length > 0 ? [said.inRooms(rooms.length)] : []),
      ...reviewers.filter(({ rubberStamp }) => rubberStamp).map(() => said.rubberStamp),
      said.digest(digest),
      ...(inLog === undefined ? [] : [said.inLog(inLog.startedLeaf, inLog.closedLeaf, inLog.treeSize)]),
      ...[...keys].map((key) => said.key(key)),
      ...more,
      ...(log === undefined ? [said.compare] : []),
      ...(log?.isPinned === false ? [words.commands.audit.keyUnpinned] : []),
    ],
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
