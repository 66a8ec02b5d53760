/** What the command has of the world around it, so that tests can stand in for a person at a terminal. */
import type { Clock } from "./clock.ts";

export interface Terminal extends Clock {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: AsyncIterable<Uint8Array>;
  /** A person sits at standard input and may be asked. */
  readonly isInteractive: boolean;
  /** Columns of the screen that standard error writes to; undefined when it is no screen. */
  readonly screenColumns: number | undefined;
  /** Resolves when the text is handed on, so that a slow reader slows the writer. */
  writeOut(text: string | Uint8Array): Promise<void>;
  writeError(text: string): void;
  /** Asks for one line; only where `isInteractive`. */
  ask(prompt: string): Promise<string>;
  /** As `ask`, without showing what is typed. */
  askSecret(prompt: string): Promise<string>;
  /** Aborted by Ctrl+C, by the end of the system, or when nobody reads the output any more; the reason is the signal's name. */
  readonly interrupted: AbortSignal;
}
