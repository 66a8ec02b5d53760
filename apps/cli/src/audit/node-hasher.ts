/** SHA-256 by the platform: a log of millions of entries is checked in seconds instead of minutes. */
import { createHash } from "node:crypto";
import { hasherOf } from "@warbler/transparency";

export const nodeHasher = hasherOf((bytes) => new Uint8Array(createHash("sha256").update(bytes).digest()));
