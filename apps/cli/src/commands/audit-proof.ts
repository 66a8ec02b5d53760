/** `warbler audit proof`: writes a proof that a message is in the log, or verifies such a file without any server. */
import { writeFile } from "node:fs/promises";
import { type ProofCheck, type ProofFile, verifyProofOffline } from "@warbler/sdk";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { readText } from "../files/read-text.ts";
import { localSecond } from "../output/time-text.ts";
import { findMessage, findRoom } from "../session/find.ts";
import { valueFailure } from "../usage.ts";

interface ProofOptions {
  readonly out?: string;
  readonly verify?: string;
  readonly key?: string;
}

type Deps = Pick<CliDeps, "words" | "output" | "session">;

export function addAuditProof(audit: Command, deps: Deps): void {
  const { words } = deps;
  const said = words.commands.audit;
  audit
    .command("proof")
    .description(said.proofSays)
    .argument("[room]", words.commands.room.room)
    .argument("[message]", words.commands.edit.message)
    .option("-o, --out <file>", said.out)
    .option("--verify <file>", said.verify)
    .option("--key <key>", said.key)
    .action(async (room: string | undefined, message: string | undefined, options: ProofOptions) => {
      if (options.verify !== undefined) return verify(options.verify, options.key, deps);
      if (room === undefined || message === undefined) throw valueFailure(said.proofNeeds);
      return prove(room, message, { out: options.out, deps });
    });
}

async function prove(
  roomName: string,
  messageText: string,
  { out, deps }: { out: string | undefined; deps: Deps },
): Promise<void> {
  const { words, output, session } = deps;
  await using me = await session.open();
  const room = await findRoom(me, roomName, words);
  const message = await findMessage(room, messageText, words);
  const proof = await room.prove(message.id);
  if (!proof.ok) throw notProven(proof, deps);
  const file = proof.export();
  if (out === undefined) return output.result({ ok: true, proof: file }, linesOf(proof, file.verifierKey, deps));
  await writeFile(out, `${JSON.stringify(file, undefined, 2)}\n`, { mode: 0o600 });
  const lines = linesOf(proof, file.verifierKey, deps);
  await output.result({ ok: true, out, ...where(proof) }, [...lines, words.commands.audit.written(out)]);
}

async function verify(path: string, givenKey: string | undefined, deps: Deps): Promise<void> {
  const { words, output } = deps;
  const text = await readText(path, words);
  const file = proofFrom(text);
  if (file === undefined) {
    throw new CliFailure("bad-input", { code: "bad-proof", message: words.commands.audit.badProof });
  }
  const key = givenKey ?? file.verifierKey;
  const checked = await verifyProofOffline(file, key);
  if (!checked.ok) throw notProven(checked, deps);
  const notes = givenKey === undefined ? [words.commands.audit.keyUnpinned] : [];
  await output.result({ key, ...checked }, [...linesOf(checked, key, deps), ...notes]);
}

/** The shape is checked by `verifyProofOffline`; this only tells a proof from any other file. */
function proofFrom(text: string): ProofFile | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isProofFile(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isProofFile(value: unknown): value is ProofFile {
  return (
    typeof value === "object" &&
    value !== null &&
    "format" in value &&
    value.format === "warbler-message-proof/1" &&
    "verifierKey" in value &&
    typeof value.verifierKey === "string"
  );
}

function linesOf(checked: ProofCheck, key: string, { words }: Deps): readonly string[] {
  const said = words.commands.audit;
  const { record, text, leaf = 0, position = 0 } = checked;
  const about =
    record === undefined
      ? []
      : [said.textTitle, `  #${record.seq} ${localSecond(record.atMs)} ${record.author} ${record.room}`];
  return [
    said.proven(leaf, position),
    said.provenAll,
    ...about,
    ...(text === undefined ? [] : [`  ${text.replaceAll("\n", "\n  ")}`]),
    `${said.keyName}: ${key}`,
  ];
}

function where({ leaf, position, treeSize, loggedAtMs }: ProofCheck) {
  return { leaf, position, treeSize, loggedAtMs };
}

function notProven({ reason = "malformed" }: ProofCheck, { words }: Deps): CliFailure {
  return new CliFailure("unproven", { code: reason, message: words.commands.audit.notProven(reason) });
}
