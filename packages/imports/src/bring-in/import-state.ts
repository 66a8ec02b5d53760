/** Where an import stopped, kept by the program that runs it, so that the same import goes on there. What is there is skipped anyway. */
import type { MessageSourceId } from "../records.ts";

export interface ImportCursor {
  /** The last message before which everything is confirmed. */
  readonly after: MessageSourceId;
  /** How many that are, for showing how far the import is. */
  readonly messages: number;
}

export interface ImportState {
  cursor(): Promise<ImportCursor | undefined>;
  advance(cursor: ImportCursor): Promise<void>;
}
