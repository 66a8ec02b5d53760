/** SHA-256 of the platform, synchronous. */
import { createHash, hash } from "node:crypto";
import { hasherOf } from "@warbler/transparency";

// One-shot hashing is the fastest for small inputs; streaming wins nothing here.
export const nodeHasher = hasherOf((bytes) =>
  bytes.length < 65_536 ? hash("sha256", bytes, "buffer") : createHash("sha256").update(bytes).digest(),
);
