/** A refusal of the fake server on its way to the answer. */
import type { ErrorCode } from "@warbler/protocol";

export class Refused extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  constructor(code: ErrorCode, detail?: string) {
    super(code);
    this.code = code;
    this.detail = detail;
  }
}
