/** Notices where in the audit log the server recorded what a request changed: answers to writes carry the header below. */
import type { LogPosition } from "@warbler/sdk";

export const LOG_HEADER = "warbler-log";

/** `17/3`: leaf 17, position 3; undefined for anything else. */
export function logPositionFrom(header: string | null): LogPosition | undefined {
  const [, leaf, position] = /^(\d{1,15})\/(\d{1,9})$/.exec(header ?? "") ?? [];
  return leaf === undefined || position === undefined ? undefined : { leaf: Number(leaf), position: Number(position) };
}
