/**
 * Passkeys as keepers of a secret: the PRF extension of WebAuthn gives 32 bytes that only this passkey gives for this salt.
 * They are used as a secret here and prove nothing to the server, so no challenge of its is needed.
 */
const RP_NAME = "Warbler";
const TIMEOUT_MS = 120_000;
/** ES256 and RS256, as COSE numbers. */
const ALGORITHMS = [-7, -257];

/** "no-secret": the passkey was made or used, and cannot keep one. "failed": the person or the browser ended it. */
export type PasskeySecret =
  | { readonly ok: true; readonly secret: Uint8Array<ArrayBuffer>; readonly id: Uint8Array<ArrayBuffer> }
  | { readonly ok: false; readonly refusal: "no-secret" | "failed" };

export function hasPasskeys(): boolean {
  return "credentials" in navigator && "PublicKeyCredential" in globalThis;
}

export interface NewPasskey {
  readonly userId: Uint8Array<ArrayBuffer>;
  readonly name: string;
  readonly salt: Uint8Array<ArrayBuffer>;
  /** Whether it offers itself wherever this site asks for a passkey; otherwise it is used by its id alone. */
  readonly isListed?: boolean;
}

/** Makes a passkey; some give their secret only when they are used, which then happens at once. */
export async function newPasskeySecret({ userId, name, salt, isListed = true }: NewPasskey): Promise<PasskeySecret> {
  try {
    const made = await navigator.credentials.create({
      publicKey: {
        challenge: challenge(),
        rp: { id: location.hostname, name: RP_NAME },
        user: { id: userId, name, displayName: name },
        pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
        authenticatorSelection: {
          residentKey: isListed ? "required" : "discouraged",
          userVerification: "required",
        },
        extensions: { prf: { eval: { first: salt } } },
        timeout: TIMEOUT_MS,
      },
    });
    if (!(made instanceof PublicKeyCredential)) return { ok: false, refusal: "failed" };
    const { prf } = made.getClientExtensionResults();
    if (prf?.results !== undefined) return secretOf(prf.results.first, made.rawId);
    if (prf?.enabled !== true) return { ok: false, refusal: "no-secret" };
    return await passkeySecret(salt, made.rawId);
  } catch {
    return { ok: false, refusal: "failed" };
  }
}

/** Without `id` the person chooses among the passkeys of this site. */
export async function passkeySecret(salt: Uint8Array<ArrayBuffer>, id?: BufferSource): Promise<PasskeySecret> {
  try {
    const used = await navigator.credentials.get({
      publicKey: {
        challenge: challenge(),
        rpId: location.hostname,
        userVerification: "required",
        extensions: { prf: { eval: { first: salt } } },
        timeout: TIMEOUT_MS,
        ...(id !== undefined && { allowCredentials: [{ type: "public-key", id }] }),
      },
    });
    if (!(used instanceof PublicKeyCredential)) return { ok: false, refusal: "failed" };
    return secretOf(used.getClientExtensionResults().prf?.results?.first, used.rawId);
  } catch {
    return { ok: false, refusal: "failed" };
  }
}

function secretOf(source: BufferSource | undefined, id: ArrayBuffer): PasskeySecret {
  if (source === undefined) return { ok: false, refusal: "no-secret" };
  const secret = ArrayBuffer.isView(source)
    ? Uint8Array.from(new Uint8Array(source.buffer, source.byteOffset, source.byteLength))
    : new Uint8Array(source);
  return secret.length < 32 ? { ok: false, refusal: "no-secret" } : { ok: true, secret, id: new Uint8Array(id) };
}

/** Nobody checks the answer to it: what counts is the secret. */
function challenge(): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(32));
}
