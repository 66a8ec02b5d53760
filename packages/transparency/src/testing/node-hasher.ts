/** The platform's synchronous SHA-256, as the server passes it. */
import { hash } from "node:crypto";
import { hasherOf } from "../hashing.ts";

export const nodeHasher = hasherOf((bytes) => hash("sha256", bytes, "buffer"));
