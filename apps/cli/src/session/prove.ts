/** Proves at the terminal who somebody is: by a code, or by the password or a sign-in service where there is no second factor. */
import type { PersonProof } from "@warbler/protocol";
import type { Prove } from "@warbler/sdk";
import { CliFailure } from "../cli-failure.ts";
import { answerTo, passwordFrom } from "../input.ts";
import type { Terminal } from "../terminal.ts";
import type { Words } from "../words/index.ts";
import { type BeginSso, goBySso } from "./sso-way.ts";

/** `beginSso`: the way to a service, for who proves themselves by it; there is none before one is signed in. */
export function proveAtTerminal(terminal: Terminal, words: Words, beginSso?: BeginSso): Prove {
  const said = words.prove;
  return async ({ kinds, enrol, sso }, { wasWrong }) => {
    if (wasWrong && terminal.isInteractive) terminal.writeError(`${said.wrong}\n`);
    // A code that came from a pipe or the environment is no better the second time.
    if (wasWrong && !terminal.isInteractive) return undefined;
    if (enrol !== undefined) {
      if (terminal.isInteractive) terminal.writeError(`${said.enrol(enrol.totp.secret)}\n`);
      const code = await answerTo(undefined, { prompt: said.askCode, terminal, words });
      return { kind: "new-totp", code: digitsOf(code) };
    }
    if (kinds.includes("password"))
      return {
        kind: "password",
        password: await passwordFrom(terminal, words, { prompt: said.askPassword, stdin: false }),
      };
    const [service] = sso ?? [];
    if (service !== undefined && beginSso !== undefined)
      return {
        kind: "sso",
        back: await goBySso(beginSso, { provider: service.id, paste: undefined }, { terminal, words }),
      };
    if (!kinds.includes("totp") && !kinds.includes("recovery-code"))
      throw new CliFailure("signed-out", {
        code: "passkey-only",
        message: said.passkeyOnly,
        help: said.passkeyOnlyHelp,
      });
    return proofOf(await answerTo(undefined, { prompt: said.askCode, terminal, words }));
  };
}

const digitsOf = (typed: string): string => typed.normalize("NFKC").replace(/\s/g, "");

/** Six digits are of an app; everything else is a recovery code. */
function proofOf(typed: string): PersonProof {
  const code = digitsOf(typed);
  return /^\d{6}$/.test(code) ? { kind: "totp", code } : { kind: "recovery-code", code: typed };
}
