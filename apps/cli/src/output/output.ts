/**
 * What a command prints. People get lines made harmless, programs (`--json`) get one JSON document, or one JSON line
 * per item of a stream. Standard output carries results only; notes and progress go to standard error.
 */
import type { Terminal } from "../terminal.ts";
import { harmlessJson, neutralised } from "./sanitise.ts";

export interface Output {
  readonly isJson: boolean;
  /** The command's result: `value` for programs, `lines` for people. */
  result(value: unknown, lines: readonly string[]): Promise<void>;
  /** One item of a stream. */
  item(value: unknown, line: string): Promise<void>;
  /** Something on the way that is not the result; programs do not get it. */
  note(line: string): void;
}

export function outputTo(terminal: Pick<Terminal, "writeOut" | "writeError">, isJson: boolean): Output {
  return {
    isJson,
    result: (value, lines) =>
      terminal.writeOut(
        isJson ? `${harmlessJson(value, 2)}\n` : lines.map((line) => `${neutralised(line)}\n`).join(""),
      ),
    item: (value, line) => terminal.writeOut(isJson ? `${harmlessJson(value)}\n` : `${neutralised(line)}\n`),
    note(line) {
      if (!isJson) terminal.writeError(`${neutralised(line)}\n`);
    },
  };
}
