/** WebAuthn as this server wants it: its own origin and name, user verification always, no attestation, a challenge of its own. */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { isIP } from "node:net";
import { verifyAuthenticationResponse, verifyRegistrationResponse } from "@simplewebauthn/server";
import { decodeCredentialPublicKey } from "@simplewebauthn/server/helpers";
import { type NewPasskeyAnswer, PASSKEY_ALGORITHMS, type PasskeyAssertion } from "@warbler/protocol";

export interface RelyingParty {
  /** The host name that passkeys are bound to. */
  readonly id: string;
  /** `https://host:port` */
  readonly origin: string;
}

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
    return {
      credential: credential.id,
      publicKey: credential.publicKey,
      algorithm,
      signatures: credential.counter,
      isSynced: credentialBackedUp,
    };
  } catch {
    // The library throws for hostile input; which check failed is nobody's business.
    return undefined;
  }
}

/** The new count of signatures, or undefined for whatever is not a verified answer of this credential to the challenge. */
export async function checkAssertion(
  answer: PasskeyAssertion,
  {
    party,
    challenge,
    known,
  }: {
    readonly party: RelyingParty;
    readonly challenge: string;
    readonly known: Pick<CheckedPasskey, "credential" | "publicKey" | "signatures">;
  },
): Promise<number | undefined> {
  if (isEmbedded(answer.clientData)) return undefined;
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        id: answer.id,
        rawId: answer.id,
        type: "public-key",
        clientExtensionResults: {},
        response: {
          clientDataJSON: answer.clientData,
          authenticatorData: answer.authenticatorData,
          signature: answer.signature,
        },
      },
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      credential: { id: known.credential, publicKey: known.publicKey, counter: known.signatures },
    });
    return verified ? authenticationInfo.newCounter : undefined;
  } catch {
    return undefined;
  }
}

/** Made in a frame of another page: nothing of ours is shown in one, so somebody else asked. The library lets it pass. */
function isEmbedded(clientData: string): boolean {
  try {
    const told: unknown = JSON.parse(Buffer.from(clientData, "base64url").toString());
    return typeof told !== "object" || told === null || ("crossOrigin" in told && told.crossOrigin !== false);
  } catch {
    return true;
  }
}
