import { WarblerError } from "@warbler/sdk";

/**
 * For what nobody waits for: a refusal (the line is cut, the session over, the vault closed) is told by an event or does not
 * matter; anything else is a defect, and the browser's console has it.
 */
export function reportDefect(error: unknown): void {
  if (!(error instanceof WarblerError)) reportError(error);
}
