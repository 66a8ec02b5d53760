/** Finds the official MLS test vectors: the folder `WARBLER_VECTORS`, or `../shared/vectors` beside the checkout. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { VectorFile } from "./vectors.ts";

const folder = join(
  process.env["WARBLER_VECTORS"] ?? join(import.meta.dirname, "../../../../../shared/vectors"),
  "mls",
);

export const vectorsAreHere = existsSync(folder);

/** Ends the name of a test that needs the vectors, so that a skipped one says why. */
export const vectorsNote = vectorsAreHere
  ? ""
  : " (skipped: the public vectors are not at WARBLER_VECTORS or ../shared/vectors)";

export function readVectors(file: VectorFile): readonly unknown[] {
  return JSON.parse(readFileSync(join(folder, `${file}.json`), "utf8"));
}
