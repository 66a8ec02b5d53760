/** What a passkey signs, as this server takes it: for its own origin and name, with the person verified, over a challenge of its own. */
import { verifyAuthenticationResponse } from "@simplewebauthn/server";
import type { PasskeyAssertion } from "@warbler/protocol";

export interface RelyingParty {
  /** The host name that passkeys are bound to. */
  readonly id: string;
  /** `https://host:port` */
  readonly origin: string;
}

export interface KnownPasskey {
  readonly credential: string;
  /** COSE_Key (RFC 9052 §7). */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** Made so far, as the authenticator said: one that counts must have gone on. */
  readonly signatures: number;
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
    readonly known: KnownPasskey;
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
export function isEmbedded(clientData: string): boolean {
  try {
    const told: unknown = JSON.parse(Buffer.from(clientData, "base64url").toString());
    return typeof told !== "object" || told === null || ("crossOrigin" in told && told.crossOrigin !== false);
  } catch {
    return true;
  }
}
