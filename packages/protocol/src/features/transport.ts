/** How connections to this server are protected, for those who look after it. */
import * as z from "zod/mini";
import { timeMs } from "./fields.ts";

/** Who signed the certificate: this server's own authority, or one that the organisation chose. */
export const CERTIFICATE_SOURCES = ["local", "own"] as const;

export const transportAnswer = z.object({
  source: z.enum(CERTIFICATE_SOURCES),
  /** Where people reach the server, as links and the certificate of the local authority have it. */
  url: z.string(),
  names: z.array(z.string()),
  issuer: z.string(),
  /** SHA-256 of the certificate in hexadecimal, as browsers show it. */
  fingerprint: z.string(),
  /** SHA-256 of the local authority's in base64url, as the server prints it and links carry it. */
  authorityFingerprint: z.optional(z.string()),
  validFromMs: timeMs,
  validUntilMs: timeMs,
  oldestTls: z.enum(["1.2", "1.3"]),
});
export type TransportAnswer = z.infer<typeof transportAnswer>;
