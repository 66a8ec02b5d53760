/** What crosses between a page and the engine. Both ends are of one build: a message of another one is not understood. */
import type { Engine, EngineEvent, Failure } from "./engine-api.ts";

export type Method = keyof Engine;

export interface Call {
  readonly kind: "call";
  readonly id: number;
  readonly method: Method;
  readonly args: readonly unknown[];
}
export type Answer =
  | { readonly kind: "answer"; readonly id: number; readonly value: unknown }
  | { readonly kind: "refusal"; readonly id: number; readonly failure: Failure };
export interface Told {
  readonly kind: "told";
  readonly event: EngineEvent;
}
export type FromEngine = Answer | Told;

function kindOf(data: unknown): unknown {
  return typeof data === "object" && data !== null && "kind" in data ? data.kind : undefined;
}

export function isCall(data: unknown): data is Call {
  return kindOf(data) === "call";
}

export function isFromEngine(data: unknown): data is FromEngine {
  const kind = kindOf(data);
  return kind === "answer" || kind === "refusal" || kind === "told";
}
