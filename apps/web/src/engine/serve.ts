/** Answers the calls of pages with an engine. */
import { reportDefect } from "./defect.ts";
import type { Engine } from "./engine-api.ts";
import { failureOf } from "./failure.ts";
import type { Answer, Call } from "./messages.ts";

export async function answerTo(engine: Engine, { id, method, args }: Call): Promise<Answer> {
  try {
    const value: unknown = await Reflect.apply(engine[method], engine, args);
    return { kind: "answer", id, value };
  } catch (error) {
    reportDefect(error);
    return { kind: "refusal", id, failure: await failureOf(error) };
  }
}
