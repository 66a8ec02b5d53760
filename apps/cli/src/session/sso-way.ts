/** The way to a service and back: by a browser on this machine, or on another one, whose page shows what to paste here. */
import type { ApiInput, SsoBegun, SsoChoice, SsoProviderId, SsoReturn } from "@warbler/protocol";
import { newSsoSecret, pastedSsoAnswer, ssoReturnFrom } from "@warbler/sdk";
import { tell } from "../ask-anew.ts";
import { CliFailure } from "../cli-failure.ts";
import { answerTo } from "../input.ts";
import { onOneLine } from "../output/sanitise.ts";
import type { Terminal } from "../terminal.ts";
import type { Words } from "../words/index.ts";
import { openLoopback } from "./loopback.ts";

interface Deps {
  readonly words: Words;
  readonly terminal: Terminal;
}
export type BeginSso = (input: ApiInput<"beginSsoLink">) => Promise<SsoBegun>;

interface Way {
  readonly provider: SsoProviderId;
  readonly paste: true | undefined;
}

/** A service by its name in either language or its id; the only one where none is named. */
export function findSso<T extends SsoChoice>(services: readonly T[], named: string | true, words: Words): T {
  const said = words.sso;
  const wanted = named === true ? undefined : named.toLowerCase();
  const found = services.filter(
    ({ id, names }) => wanted === undefined || [id.toLowerCase(), names.en.toLowerCase(), names.zh].includes(wanted),
  );
  const [only, another] = found;
  if (only !== undefined && another === undefined) return only;
  const known = services.map(({ names }) => onOneLine(said.bothNames(names.en, names.zh))).join(", ");
  const message = services.length === 0 ? said.noServices : said.whichService(known);
  const code = only === undefined ? "not-found" : "ambiguous";
  throw new CliFailure(code, { code, message });
}

/** Sends the person to the service, and gives what came back. */
export async function goBySso(begin: BeginSso, { provider, paste }: Way, deps: Deps): Promise<SsoReturn> {
  const { secret, challenge } = await newSsoSecret();
  if (paste === true) {
    const begun = await begin({ provider, challenge, back: "code" });
    showWay(begun, deps);
    const typed = await answerTo(undefined, { ...deps, prompt: deps.words.sso.askCode });
    return returnedOr(ssoReturnFrom(pastedSsoAnswer(typed), { ...begun, secret }), deps.words);
  }
  await using loopback = await openLoopback(deps.words.sso.page);
  const begun = await begin({ provider, challenge, back: loopback.port });
  showWay(begun, deps);
  tell(deps.terminal, deps.words.sso.waits);
  const said = await loopback.answerTo(begun.state, deps.terminal.interrupted);
  return returnedOr(ssoReturnFrom(said, { ...begun, secret }), deps.words);
}

/** On the error stream: what a script reads is the outcome alone. */
function showWay({ url }: SsoBegun, { terminal, words }: Deps): void {
  terminal.writeError(`${words.sso.open}\n  ${onOneLine(url)}\n`);
}

function returnedOr(back: SsoReturn | undefined, { sso: said }: Words): SsoReturn {
  if (back !== undefined) return back;
  throw new CliFailure("signed-out", { code: "sso-failed", message: said.notThisAnswer });
}
