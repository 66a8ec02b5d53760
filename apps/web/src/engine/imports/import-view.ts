/** An import as the page sees it: what the export holds, where it goes, how far it is, and what came of it. */
import type { ImportRefusalCode, SkipReason } from "@warbler/imports";

export type ImportLevel = "sealed" | "e2ee";

/** What was counted before anything was written. */
export interface ExportCounts {
  readonly people: number;
  readonly rooms: number;
  readonly messages: number;
  readonly replies: number;
  readonly reactions: number;
  readonly edited: number;
  readonly files: number;
  readonly firstAtMs?: number;
  readonly lastAtMs?: number;
  /** What is left out of it, and why. */
  readonly skipped: readonly { readonly reason: SkipReason; readonly count: number }[];
}

export interface ImportResult {
  readonly added: number;
  readonly repeated: number;
  readonly refused: number;
  readonly filesSkipped: number;
  readonly elapsedMs: number;
}

export type ImportView =
  /** The export is read from beginning to end. */
  | { readonly phase: "reading"; readonly fileName: string; readonly messages: number }
  /** It cannot be imported; nothing was written. */
  | {
      readonly phase: "refused";
      readonly fileName: string;
      readonly code: ImportRefusalCode;
      readonly entryName?: string;
    }
  | KnownExport;

export interface KnownExport {
  /** `interrupted`: begun by an earlier visit; it goes on once the same file is chosen again. */
  readonly phase: "ready" | "running" | "paused" | "interrupted" | "done";
  readonly fileName: string;
  readonly format: "slack" | "mattermost";
  readonly counts: ExportCounts;
  /** Absent until it begins. */
  readonly level?: ImportLevel;
  /** Messages that are confirmed. */
  readonly done: number;
  /** Why it stopped by itself, in words. */
  readonly failure?: Readonly<Record<"en" | "zh", string>>;
  readonly result?: ImportResult;
}
