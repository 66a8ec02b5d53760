/** Finds the public test vectors: the folder `WARBLER_VECTORS`, or `../shared/vectors` beside the checkout. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.env["WARBLER_VECTORS"] ?? join(import.meta.dirname, "../../../../../shared/vectors");

export const merkleVectors = join(folder, "merkle/testdata");
export const tesseraLog = join(folder, "tessera-log/testdata/log");

/** From the README of the vectors: the key that signed the 15 checkpoints. */
export const tesseraVerifierKey = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

/** Ends the name of a test that needs the vectors, so that a skipped one says why. */
export function whenPresent(path: string): { readonly skip: boolean; readonly note: string } {
  const skip = !existsSync(path);
  return { skip, note: skip ? " (skipped: the public vectors are not at WARBLER_VECTORS or ../shared/vectors)" : "" };
}

export interface MerkleVector {
  readonly file: string;
  readonly wantErr: boolean;
  readonly [field: string]: unknown;
}

export function merkleVectorsOf(kind: string): readonly MerkleVector[] {
  return readdirSync(join(merkleVectors, kind), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json"))
    .map((file) => ({ ...JSON.parse(readFileSync(join(merkleVectors, kind, file), "utf8")), file }));
}

export function bytesOf(base64: unknown): Uint8Array {
  return new Uint8Array(Buffer.from(String(base64), "base64"));
}

export function pathOf(proof: unknown): readonly Uint8Array[] {
  return Array.isArray(proof) ? proof.map(bytesOf) : [];
}
