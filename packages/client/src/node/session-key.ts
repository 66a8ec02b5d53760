/** The key of a session as a file keeps it, for programs that come back to their session. It is as secret as the token beside it. */
import * as z from "zod/mini";

const KIND = { name: "ECDSA", namedCurve: "P-256" } as const;
const storedKey = z.object({
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  x: z.string(),
  y: z.string(),
  d: z.string(),
});
export type StoredSessionKey = z.infer<typeof storedKey>;

/** Of a `storable` key. */
export async function revealSessionKey({ privateKey }: CryptoKeyPair): Promise<StoredSessionKey> {
  return z.parse(storedKey, await crypto.subtle.exportKey("jwk", privateKey));
}

/** Undefined for what is no such key. */
export async function sessionKeyFromStored(value: unknown): Promise<CryptoKeyPair | undefined> {
  const stored = z.safeParse(storedKey, value);
  if (!stored.success) return undefined;
  const { d, ...shown } = stored.data;
  try {
    return {
      privateKey: await crypto.subtle.importKey("jwk", { ...shown, d }, KIND, true, ["sign"]),
      publicKey: await crypto.subtle.importKey("jwk", shown, KIND, true, ["verify"]),
    };
  } catch {
    return undefined;
  }
}
