/** What crosses between a page and the engine. Both ends are of one build: a message of another one is not understood. */
import type { Engine, Failure } from "./engine-api.ts";
import type { EngineEvent } from "./engine-event.ts";

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

/** Between tabs of one browser: a call of a tab that has no engine of its own, and what the engine says to such tabs. */
export type BetweenTabs =
  | { readonly kind: "to-engine"; readonly tab: string; readonly call: Call }
  /** The engine has this call: asking another one again would do it twice. */
  | { readonly kind: "taken"; readonly tab: string; readonly id: number }
  | { readonly kind: "to-tab"; readonly tab: string; readonly answer: Answer }
  | { readonly kind: "to-tabs"; readonly told: Told }
  /** An engine began: whatever was asked of the one before is not answered any more. */
  | { readonly kind: "engine-started" };

/** Tabs of another build speak on another channel. */
export function channelOf(engineUrl: string): string {
  return `warbler ${new URL(engineUrl, location.origin).pathname}`;
}

export function isBetweenTabs(data: unknown): data is BetweenTabs {
  const kind = kindOf(data);
  return (
    kind === "to-engine" || kind === "taken" || kind === "to-tab" || kind === "to-tabs" || kind === "engine-started"
  );
}

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
