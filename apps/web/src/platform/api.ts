/** The server's interface, for the screens of the console; the engine asks it under the session that it has. */
import type { ApiAnswer, ApiInput, ApiName } from "@warbler/protocol";
import type { PathParams } from "@warbler/sdk";
import { engine } from "./engine.ts";

export async function api<N extends ApiName>(
  name: N,
  input: ApiInput<N>,
  params: PathParams = {},
): Promise<ApiAnswer<N>> {
  const answer: unknown = await engine.ask("api", name, input, params);
  if (!isAnswerOf(name, answer)) throw new Error("unreachable: the engine answers what it was asked");
  return answer;
}

/** The engine has parsed the answer with the protocol's schema. */
function isAnswerOf<N extends ApiName>(_name: N, _answer: unknown): _answer is ApiAnswer<N> {
  return true;
}
