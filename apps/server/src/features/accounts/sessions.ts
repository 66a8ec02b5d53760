/** Opaque session tokens: 32 random bytes, of which only the digest is stored. */
import { createHash, randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { type AccountId, type DeviceId, LIMITS, newId, type SessionId } from "@warbler/protocol";
import type { Vault } from "../../kernel/keys/vault.ts";
import { insert, requireRows, type Step } from "../../kernel/plan.ts";
import { roleAssignments } from "../../kernel/records.ts";
import type { Origin } from "../../kernel/routes/route.ts";
import type { SessionRow } from "./store.ts";
import { type Bearer, devices, sessions } from "./tables.ts";

export const digestOf = (token: Uint8Array): Uint8Array => createHash("sha256").update(token).digest();

type Said = Pick<SessionRow, "account" | "device" | "token" | "started_ms" | "expires_ms" | "proven_ms">;
const bearerOf = ({ account, device, token, started_ms, expires_ms, proven_ms }: Said): Bearer => ({
  account,
  device,
  token: Buffer.from(token).toString("base64url"),
  startedMs: started_ms,
  expiresMs: expires_ms,
  provenMs: proven_ms,
});

/** Columns of a session that is so. */
export const sessionCells = (said: Said) => ({ ...said, bearer: bearerOf(said) });
/** What changes where somebody proves anew who they are; of a genuine row only, since it is sealed as it stands. */
export const provenCells = (row: Said, proven_ms: number) => ({ proven_ms, bearer: bearerOf({ ...row, proven_ms }) });

/** Whether the server made the row, and it says what it said then. Its end alone is not held to that. */
export function isGenuine(vault: Pick<Vault, "open">, row: SessionRow): boolean {
  if (row.bearer === null) return false;
  try {
    return isDeepStrictEqual(vault.open(sessions, "bearer", row), bearerOf(row));
  } catch {
    // A seal from elsewhere: whoever shows the token is nobody, and others' sessions go on.
    return false;
  }
}

export interface NewSession {
  readonly token: string;
  readonly session: SessionId;
  readonly device: DeviceId;
  readonly expiresAtMs: number;
  readonly steps: readonly Step[];
}

export type SessionDevice = { readonly id: DeviceId } | { readonly name: string; readonly verifyingKey: string };

interface NewSessionOptions {
  readonly nowMs: number;
  readonly origin: Origin;
  /** Whether what begins it proves who it is at this moment, so that sensitive acts need no further proof for a while. */
  readonly isProof: boolean;
  /** Lookup value of the person and the network that they come from. */
  readonly cameFrom: Uint8Array;
}

/** A session on a known device, or on a new one that is added with it. */
export function newSession(
  account: AccountId,
  device: SessionDevice,
  { nowMs, origin, isProof, cameFrom }: NewSessionOptions,
): NewSession {
  const token = randomBytes(32);
  const session = newId<SessionId>();
  const isKnown = "id" in device;
  const deviceId = isKnown ? device.id : newId<DeviceId>();
  const expiresAtMs = nowMs + LIMITS.sessionAbsoluteMs;
  const steps: Step[] = [
    insert(sessions, {
      id: session,
      ...sessionCells({
        account,
        device: deviceId,
        token: digestOf(token),
        started_ms: nowMs,
        expires_ms: expiresAtMs,
        proven_ms: isProof ? null : 0,
      }),
      came_from: cameFrom,
      address: origin.address,
      client: origin.client,
    }),
  ];
  // Whoever is suspended or has left at the moment it is written gets none, by whatever means they signed in.
  steps.push(
    requireRows(roleAssignments, { scope: "org", account, role: "removed" }, "suspended", 0, 0),
    requireRows(roleAssignments, { scope: "org", account, suspended_ms: null }, "suspended"),
  );
  if (!isKnown)
    steps.unshift(
      insert(devices, {
        id: deviceId,
        account,
        name: device.name,
        verifying_key: device.verifyingKey,
        added_ms: nowMs,
      }),
    );
  return { token: token.toString("base64url"), session, device: deviceId, expiresAtMs, steps };
}
