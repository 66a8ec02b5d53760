/** The one error readers throw: the whole export is refused, and its code says why. */

export const IMPORT_REFUSAL_CODES = [
  "not-a-zip",
  "truncated-zip",
  "damaged-zip",
  "encrypted-zip",
  "unsupported-compression",
  "hostile-path",
  "zip-bomb",
  "too-many-entries",
  "entry-too-large",
  "record-too-large",
  "too-many-records",
  "bad-json",
  "wrong-encoding",
  "half-export",
  "unknown-format",
  "unsupported-version",
  "ambiguous-format",
  "cursor-not-found",
] as const;
export type ImportRefusalCode = (typeof IMPORT_REFUSAL_CODES)[number];

export interface Where {
  readonly entryName?: string;
  /** Counted from 1. */
  readonly line?: number;
}

/** Says what was expected and what came, with entry and line, and never the text of a message. */
export class ImportRefusal extends Error {
  override readonly name = "ImportRefusal";
  readonly code: ImportRefusalCode;
  readonly entryName: string | undefined;
  readonly line: number | undefined;

  constructor(code: ImportRefusalCode, detail: string, where: Where = {}, options: ErrorOptions = {}) {
    super(`${placeOf(where)}${detail}`, options);
    this.code = code;
    this.entryName = where.entryName;
    this.line = where.line;
  }
}

function placeOf({ entryName, line }: Where): string {
  if (entryName === undefined) return "";
  // A hostile name is quoted with its control characters escaped, so that it cannot steer the terminal that shows it.
  return `${JSON.stringify(entryName)}${line === undefined ? "" : ` line ${line}`}: `;
}
