/** The server's interface, for the screens of the console; the engine asks it under the session that it has. */
import { type ApiAnswer, type ApiInput, type ApiName, type Json, jsonValue } from "@warbler/protocol";
import type { PathParams } from "@warbler/sdk";
import { engine } from "./engine.ts";
import { EngineError } from "./engine-link.ts";

export async function api<N extends ApiName>(
  name: N,
  input: ApiInput<N>,
  params: PathParams = {},
): Promise<ApiAnswer<N>> {
  const answer: unknown = await engine.ask("api", name, input, params).catch((error: unknown) => {
    if (!(error instanceof EngineError) || error.failure.code !== "approval-needed") throw error;
    throw new EngineError(error.failure, { route: name, params, body: jsonOf(input) });
  });
  if (!isAnswerOf(name, answer)) throw new Error("unreachable: the engine answers what it was asked");
  return answer;
}

/** As it travels: without fields that are undefined. */
const jsonOf = (input: unknown): Json =>
  input === undefined ? null : jsonValue.parse(JSON.parse(JSON.stringify(input)));

/** The engine has parsed the answer with the protocol's schema. */
function isAnswerOf<N extends ApiName>(_name: N, _answer: unknown): _answer is ApiAnswer<N> {
  return true;
}
