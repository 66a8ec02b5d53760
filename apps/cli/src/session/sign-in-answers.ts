/** What signing in asks a person for, and asks for again where the server finds an answer wrong. */
import { type AccessLinkAnswer, LIMITS, setUpRequest } from "@warbler/protocol";
import {
  type Auth,
  invitation,
  password,
  recoveryLink,
  setUp,
  WarblerError,
  type WarblerErrorCode,
} from "@warbler/sdk";
import { answerWithout, newPassword, TRIES, tell } from "../ask-anew.ts";
import type { CliDeps } from "../cli-deps.ts";
import { givenPassword } from "../input.ts";
import type { ServerLink } from "../server-link.ts";
import { sentencesIn } from "../words/index.ts";

type Deps = Pick<CliDeps, "words" | "language" | "terminal">;

export interface GivenAnswers {
  readonly organisation?: string;
  readonly name?: string;
  readonly handle?: string;
  readonly passwordStdin?: true;
}

type Answer = "organisation" | "name" | "handle" | "password";
/** By a person who sits here, and can be asked again, or by an option, a file or the environment. */
type Answers = Map<Answer, { readonly text: string; readonly isTyped: boolean }>;

const ASKED: Readonly<Record<ServerLink["kind"], readonly Answer[]>> = {
  "set-up": ["organisation", "name", "handle", "password"],
  join: ["name", "handle", "password"],
  recover: ["password"],
  server: ["handle", "password"],
};

/** Which answers a refusal of the server says are wrong. */
const WRONG: Partial<Record<WarblerErrorCode, readonly Answer[]>> = {
  "handle-taken": ["handle"],
  "password-too-short": ["password"],
  "password-too-long": ["password"],
  "password-too-common": ["password"],
  "sign-in-failed": ["handle", "password"],
};

/** Does `enter` with what is given and answered. What was typed and is refused is asked for again; what was given is not. */
export async function entering<T>(
  link: ServerLink & { readonly recovers?: AccessLinkAnswer },
  { device, ...given }: GivenAnswers & { readonly device: string },
  enter: (auth: Auth) => Promise<T>,
  deps: Deps,
): Promise<T> {
  const answers: Answers = new Map();
  for (let left = TRIES; ; left--) {
    for (const answer of ASKED[link.kind])
      if (!answers.has(answer)) answers.set(answer, await told(answer, { link, given, answers }, deps));
    try {
      return await enter(authOf(link, device, answers));
    } catch (error) {
      if (!(error instanceof WarblerError)) throw error;
      const again = (WRONG[error.code] ?? []).filter((answer) => answers.get(answer)?.isTyped === true);
      if (again.length === 0 || left === 1) throw error;
      tell(deps.terminal, error.helpIn(sentencesIn(deps.language)));
      for (const answer of again) answers.delete(answer);
    }
  }
}

interface Asking {
  readonly link: Parameters<typeof entering>[0];
  readonly given: GivenAnswers;
  readonly answers: Answers;
}

async function told(answer: Answer, asking: Asking, deps: Deps) {
  const { terminal, words } = deps;
  const given =
    answer === "password"
      ? await givenPassword(terminal, words, asking.given.passwordStdin === true)
      : asking.given[answer];
  if (given !== undefined) return { text: given, isTyped: false };
  return { text: answer === "password" ? await typedPassword(asking, deps) : await line(answer, deps), isTyped: true };
}

function line(answer: Exclude<Answer, "password">, { terminal, words }: Deps): Promise<string> {
  const said = words.commands.login;
  const schema = setUpRequest.shape[answer];
  const flaw = answer === "handle" ? said.handleOdd : said.lineOdd(LIMITS.displayNameChars);
  const prompt = { organisation: said.askOrganisation, name: said.askName, handle: said.askHandle }[answer];
  const flawOf = (text: string) => (schema.safeParse(text).success ? undefined : flaw);
  return answerWithout(flawOf, { prompt, terminal, words });
}

async function typedPassword({ link, answers }: Asking, { terminal, words }: Deps): Promise<string> {
  const said = words.commands.login;
  if (link.kind === "server") return terminal.askSecret(said.askPassword);
  const { PASSWORD_RULES } = await import("@warbler/protocol/passwords");
  const { recovers } = link;
  const rules = { ...PASSWORD_RULES.alone, ...(recovers !== undefined && { minChars: recovers.passwordMinChars }) };
  const known = recovers === undefined ? [] : [recovers.handle, recovers.name, recovers.organisation];
  const context = [...known, ...[...answers.values()].map(({ text }) => text), "warbler"];
  return newPassword(said.askNewPassword(rules.minChars), { rules, context }, { terminal, words });
}

function authOf({ kind, token }: ServerLink, name: string, answers: Answers): Auth {
  const of = (answer: Answer): string => answers.get(answer)?.text ?? "";
  const account = { handle: of("handle"), name: of("name"), password: of("password"), device: { name } };
  if (token === undefined) return password(account.handle, account.password, account.device);
  if (kind === "recover") return recoveryLink(token, account.password, account.device);
  return kind === "set-up"
    ? setUp(token, { ...account, organisation: of("organisation") })
    : invitation(token, account);
}
