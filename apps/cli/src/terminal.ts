/** What the command has of the world around it, so that tests can stand in for a person at a terminal. */

export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: AsyncIterable<Uint8Array>;
  /** A person sits at standard input and may be asked. */
  readonly isInteractive: boolean;
  /** Columns of the screen that standard error writes to; undefined when it is no screen. */
  readonly screenColumns: number | undefined;
  /** Resolves when the text is handed on, so that a slow reader slows the writer. */
  writeOut(text: string | Uint8Array): Promise<void>;
  writeError(text: string): void;
  /** Asks for one line; throws `CliFailure` when nobody is there to answer. */
  ask(prompt: string): Promise<string>;
  /** Asks without showing what is typed. */
  askSecret(prompt: string): Promise<string>;
  /** Aborted by Ctrl+C. */
  readonly interrupted: AbortSignal;
  nowMs(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
