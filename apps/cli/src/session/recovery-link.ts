/** A recovery link at the terminal: whose it is, and, as long as it waits, what lets it be used at once. */
import type { AccessLinkAnswer } from "@warbler/protocol";
import type { Platform } from "@warbler/sdk";
import { WarblerError } from "@warbler/sdk";
import { type AccessLink, accessLink } from "@warbler/sdk/access";
import { TRIES, tell } from "../ask-anew.ts";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import { onOneLine } from "../output/sanitise.ts";
import { localMinute } from "../output/time-text.ts";
import { sentencesIn } from "../words/index.ts";

type Deps = Pick<CliDeps, "words" | "language" | "output" | "terminal">;

/** What the link is for, once it is open; fails with `access-link-waiting` where it is to be waited for. */
export async function openedLink(
  { origin, token, platform }: { readonly origin: string; readonly token: string; readonly platform: Platform },
  deps: Deps,
): Promise<AccessLinkAnswer> {
  const link = accessLink(origin, token, { platform, lang: sentencesIn(deps.language) });
  const found = await link.look();
  const said = deps.words.commands.access;
  deps.output.note(said.linkOf(onOneLine(found.name), onOneLine(found.handle), onOneLine(found.organisation)));
  if (found.isOpen) return found;
  const message = said.waits(localMinute(found.opensAtMs));
  if (found.hasCode && deps.terminal.isInteractive) {
    deps.output.note(message);
    if (await isOpenedByCode(link, deps)) return link.look();
  }
  throw new CliFailure("refused", { code: "access-link-waiting", message, help: said.sooner(found.number) });
}

async function isOpenedByCode(link: AccessLink, { words, language, terminal }: Deps): Promise<boolean> {
  for (let left = TRIES; left > 0; left--) {
    const code = (await terminal.ask(words.commands.access.askCode)).trim();
    if (code === "") return false;
    try {
      await link.confirmByCode(code);
      return true;
    } catch (error) {
      if (!(error instanceof WarblerError) || left === 1) throw error;
      tell(terminal, error.helpIn(sentencesIn(language)));
    }
  }
  return false;
}
