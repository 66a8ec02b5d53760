/** New passkeys as this server wants them: its own origin and name, user verification always, no attestation, a challenge of its own. */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { isIP } from "node:net";
import { verifyRegistrationResponse } from "@simplewebauthn/server";
import { decodeCredentialPublicKey } from "@simplewebauthn/server/helpers";
import { type NewPasskeyAnswer, PASSKEY_ALGORITHMS } from "@warbler/protocol";
import { isEmbedded, type RelyingParty } from "../../kernel/policy/passkey-assertion.ts";
import { spkiOf } from "./spki.ts";

export interface CheckedPasskey {
  readonly credential: string;
  /** COSE_Key (RFC 9052 §7). */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly algorithm: number;
  readonly signatures: number;
  readonly isSynced: boolean;
}

/** Undefined where the server is reached by an address: browsers make no passkeys for those. */
export function relyingParty(publicHost: string, publicUrl: string): RelyingParty | undefined {
  return isIP(publicHost) === 0 ? { id: publicHost, origin: publicUrl } : undefined;
}

/** What the platform can verify: ML-DSA-44 came with OpenSSL 3.5. */
export const algorithmsHere: readonly number[] = PASSKEY_ALGORITHMS.filter((one) => one !== -48 || verifiesMlDsa());

function verifiesMlDsa(): boolean {
  try {
    generateKeyPairSync("ml-dsa-44");
    return true;
  } catch {
    return false;
  }
}

export const newChallenge = (): string => randomBytes(32).toString("base64url");

/** The credential, or undefined for whatever is not a new one of this party, verified and in answer to the challenge. */
export async function checkNewPasskey(
  answer: NewPasskeyAnswer,
  { party, challenge }: { readonly party: RelyingParty; readonly challenge: string },
): Promise<CheckedPasskey | undefined> {
  if (isEmbedded(answer.clientData)) return undefined;
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: {
        id: answer.id,
        rawId: answer.id,
        type: "public-key",
        clientExtensionResults: {},
        response: { clientDataJSON: answer.clientData, attestationObject: answer.attestation },
      },
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: [...algorithmsHere],
    });
    if (!verified) return undefined;
    const { credential, credentialBackedUp } = registrationInfo;
    const algorithm = decodeCredentialPublicKey(credential.publicKey).get(3);
    if (typeof algorithm !== "number") return undefined;
    spkiOf(credential.publicKey);
    return {
      credential: credential.id,
      publicKey: credential.publicKey,
      algorithm,
      signatures: credential.counter,
      isSynced: credentialBackedUp,
    };
  } catch {
    // Hostile input, or a key that is not of its algorithm; which check failed is nobody's business.
    return undefined;
  }
}
