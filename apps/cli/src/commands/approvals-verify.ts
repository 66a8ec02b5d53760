/** `warbler approvals verify`: the signatures of an act that was written to a file, verified without a server. */
import { type ActRequestAnswer, actRequestAnswer } from "@warbler/protocol";
import type { Command } from "commander";
import { verifyApprovals } from "../audit/verify-approvals.ts";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { readText } from "../files/read-text.ts";
import { onOneLine } from "../output/sanitise.ts";
import { valueFailure } from "../usage.ts";

export function addApprovalsVerify(approvals: Command, { words, output }: Pick<CliDeps, "words" | "output">): void {
  const said = words.commands.approvals;
  approvals
    .command("verify")
    .description(said.verifySays)
    .argument("<file>", said.file)
    .action(async (file: string) => {
      const text = await readText(file, words);
      const act = actIn(text);
      if (act === undefined) throw valueFailure(said.fileExpected);
      const checked = await verifyApprovals(act);
      if (checked.length === 0 || checked.some(({ isRight }) => !isRight))
        throw new CliFailure("unproven", { code: "signature-wrong", message: said.unproven });
      await output.result({ ok: true, file, act: act.id, approvals: checked }, [
        said.verified(act.id, checked.length),
        ...checked.map(({ account, by, publicKey = "", origin = "" }) =>
          onOneLine(said.signedBy(account, said.keyKinds[by], publicKey, origin)).trimEnd(),
        ),
        said.compare,
      ]);
    });
}

/** What `approvals show ID --json` prints. */
function actIn(text: string): ActRequestAnswer | undefined {
  try {
    const shown: unknown = JSON.parse(text);
    return typeof shown === "object" && shown !== null && "request" in shown
      ? actRequestAnswer.parse(shown.request)
      : undefined;
  } catch {
    return undefined;
  }
}
