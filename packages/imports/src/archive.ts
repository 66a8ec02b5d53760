/** What readers need of an archive, so that a zip file on disk, a file in a browser or a folder can stand behind it. */
import { ImportRefusal } from "./refusal.ts";

export interface ArchiveEntry {
  /** Relative, with forward slashes, checked by `checkEntryName`; no two entries of an archive share one. */
  readonly name: string;
  /** Uncompressed. */
  readonly sizeBytes: number;
}

/**
 * Promises: `entries` lists regular files only, in the archive's order. `open` yields exactly `sizeBytes` bytes or
 * throws `ImportRefusal`; it may be called again for the same name and starts over each time.
 */
export interface Archive {
  readonly entries: readonly ArchiveEntry[];
  open(name: string): AsyncIterable<Uint8Array>;
}

/** Throws `hostile-path` unless `name` is a plain relative path: nothing absolute, no `..`, no backslash, no control character. */
export function checkEntryName(name: string): void {
  const flaw = flawOf(name);
  if (flaw !== undefined)
    throw new ImportRefusal("hostile-path", `expected a plain relative path, got ${flaw}`, { entryName: name });
}

function flawOf(name: string): string | undefined {
  if (name === "") return "an empty name";
  if (/[\u0000-\u001f\u007f]/.test(name)) return "a control character";
  if (name.includes("\\")) return "a backslash";
  if (name.startsWith("/")) return "an absolute path";
  if (/^[A-Za-z]:/.test(name)) return "a drive letter";
  const segments = name.split("/");
  if (segments.includes("..") || segments.includes(".")) return "a relative segment";
  if (segments.includes("")) return "an empty segment";
  return undefined;
}
