/** Passkeys that prove to the server who somebody is: its questions in, the authenticator's answers out. */
import {
  base64urlFromBytes,
  bytesFromBase64url,
  type NewPasskeyAnswer,
  type PasskeyAssertion,
  type PasskeyCreation,
  type PasskeyRequest,
} from "@warbler/protocol";

const TIMEOUT_MS = 120_000;

/** Undefined when the person or the browser ended it. */
export async function createPasskey(creation: PasskeyCreation): Promise<NewPasskeyAnswer | undefined> {
  try {
    const made = await navigator.credentials.create({
      publicKey: {
        challenge: bytesOf(creation.challenge),
        rp: creation.rp,
        user: { ...creation.user, id: bytesOf(creation.user.id) },
        pubKeyCredParams: creation.algorithms.map((alg) => ({ type: "public-key", alg })),
        excludeCredentials: creation.exclude.map((id) => ({ type: "public-key", id: bytesOf(id) })),
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
        attestation: "none",
        timeout: TIMEOUT_MS,
      },
    });
    if (!(made instanceof PublicKeyCredential) || !(made.response instanceof AuthenticatorAttestationResponse))
      return undefined;
    return {
      id: textOf(made.rawId),
      clientData: textOf(made.response.clientDataJSON),
      attestation: textOf(made.response.attestationObject),
      transports: made.response.getTransports(),
    };
  } catch {
    return undefined;
  }
}

/** As `createPasskey`, for one that is there. */
export async function signWithPasskey({
  challenge,
  rpId,
  allow,
}: PasskeyRequest): Promise<PasskeyAssertion | undefined> {
  try {
    const used = await navigator.credentials.get({
      publicKey: {
        challenge: bytesOf(challenge),
        rpId,
        userVerification: "required",
        allowCredentials: allow.map((id) => ({ type: "public-key", id: bytesOf(id) })),
        timeout: TIMEOUT_MS,
      },
    });
    if (!(used instanceof PublicKeyCredential) || !(used.response instanceof AuthenticatorAssertionResponse))
      return undefined;
    const { userHandle } = used.response;
    return {
      id: textOf(used.rawId),
      clientData: textOf(used.response.clientDataJSON),
      authenticatorData: textOf(used.response.authenticatorData),
      signature: textOf(used.response.signature),
      ...(userHandle !== null && { user: textOf(userHandle) }),
    };
  } catch {
    return undefined;
  }
}

const textOf = (bytes: ArrayBuffer): string => base64urlFromBytes(new Uint8Array(bytes));
const bytesOf = (text: string): Uint8Array<ArrayBuffer> => bytesFromBase64url(text) ?? new Uint8Array();
