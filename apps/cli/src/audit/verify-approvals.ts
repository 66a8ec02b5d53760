/**
 * Verifies the approvals of an act without any server: each signature over exactly the act that is shown. That the keys are those
 * persons' is not in it: a device's is in the identity log, a passkey's only its owner and the server know.
 */
import { createHash, createPublicKey, verify } from "node:crypto";
import { isSignedByDevice, passkeyApprovalChallenge, verifyingKeyFromBytes } from "@warbler/crypto/identity";
import { type ActRequestAnswer, type ApprovalEvidence, actPayload, base64urlFromBytes } from "@warbler/protocol";

export interface CheckedApproval {
  readonly account: string;
  readonly by: ApprovalEvidence["by"] | "nothing";
  readonly isRight: boolean;
  /** What was verified with, base64url. */
  readonly publicKey?: string;
  /** Where the passkey was used, as its browser said. */
  readonly origin?: string;
}

/** ES256, RS256 and EdDSA or ML-DSA, which hash by themselves. */
const HASHES: Readonly<Record<number, "sha256" | null>> = { [-7]: "sha256", [-257]: "sha256", [-8]: null, [-48]: null };
/** WebAuthn §6.1: the person was there, and was verified. */
const PRESENT_AND_VERIFIED = 0b101;
const FLAGS_AT = 32;

const bytesOf = (text: string): Buffer => Buffer.from(text, "base64url");

export async function verifyApprovals(act: ActRequestAnswer): Promise<readonly CheckedApproval[]> {
  const message = actPayload(act);
  return Promise.all(
    act.approvals.map(async ({ account, evidence }) => {
      if (evidence === undefined) return { account, by: "nothing", isRight: false } as const;
      if (evidence.by === "passkey") return { account, ...byPasskey(evidence, message) };
      const { by, publicKey = "", signature } = evidence;
      const key = verifyingKeyFromBytes(bytesOf(publicKey));
      const statement = { kind: "approval", message, signature: bytesOf(signature) } as const;
      return { account, by, publicKey, isRight: key !== undefined && (await isSignedByDevice(key, statement)) };
    }),
  );
}

function byPasskey(
  { algorithm, publicKey, authenticatorData, clientData, signature }: Extract<ApprovalEvidence, { by: "passkey" }>,
  message: Uint8Array,
): Omit<CheckedApproval, "account"> {
  const said = { by: "passkey", publicKey } as const;
  const told = clientDataIn(bytesOf(clientData));
  const data = bytesOf(authenticatorData);
  const hash = HASHES[algorithm];
  const challenge = base64urlFromBytes(passkeyApprovalChallenge(message));
  const isVerified = ((data[FLAGS_AT] ?? 0) & PRESENT_AND_VERIFIED) === PRESENT_AND_VERIFIED;
  if (told === undefined || told.challenge !== challenge || !isVerified || hash === undefined)
    return { ...said, isRight: false };
  // WebAuthn §7.2, steps 20 and 21.
  const signed = Buffer.concat([data, createHash("sha256").update(bytesOf(clientData)).digest()]);
  const isForOrigin = data.subarray(0, FLAGS_AT).equals(createHash("sha256").update(told.host).digest());
  const key = publicKeyIn(publicKey);
  const isSigned = key !== undefined && verify(hash, signed, key, bytesOf(signature));
  return { ...said, origin: told.origin, isRight: isSigned && isForOrigin };
}

function publicKeyIn(text: string) {
  try {
    return createPublicKey({ key: bytesOf(text), format: "der", type: "spki" });
  } catch {
    return undefined;
  }
}

/** WebAuthn §5.8.1, of an answer that was not made in a frame. */
function clientDataIn(bytes: Buffer) {
  try {
    const told: unknown = JSON.parse(bytes.toString());
    if (typeof told !== "object" || told === null || !("type" in told && "challenge" in told && "origin" in told))
      return undefined;
    const { type, challenge, origin } = told;
    const isFramed = "crossOrigin" in told && told.crossOrigin !== false;
    if (type !== "webauthn.get" || isFramed || typeof origin !== "string") return undefined;
    return { challenge, origin, host: new URL(origin).hostname };
  } catch {
    return undefined;
  }
}
