/** Opaque session tokens: 32 random bytes, of which only the digest is stored. */
import { createHash, randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { type AccountId, type DeviceId, LIMITS, newId, type SessionId } from "@warbler/protocol";
import type { Vault } from "../../kernel/keys/vault.ts";
import { insert, requireRows, type Step, update } from "../../kernel/plan.ts";
import { roleAssignments } from "../../kernel/records.ts";
import type { Origin } from "../../kernel/routes/route.ts";
import type { SessionRow } from "./store.ts";
import { type Bearer, devices, sessions } from "./tables.ts";

export const digestOf = (token: Uint8Array): Uint8Array => createHash("sha256").update(token).digest();

type Said = Pick<
  SessionRow,
  "account" | "device" | "token" | "started_ms" | "expires_ms" | "proven_ms" | "round" | "key_thumbprint"
>;
const bearerOf = (row: Said): Bearer => {
  const { account, device, token, started_ms, expires_ms, proven_ms, round } = row;
  const boundTo = boundToOf(row);
  return {
    account,
    device,
    token: base64url(token),
    startedMs: started_ms,
    expiresMs: expires_ms,
    provenMs: proven_ms,
    ...(round !== null && round > 0 && { round }),
    ...(boundTo !== undefined && { boundTo }),
  };
};

/** Thumbprint of the key that signs what is asked by this session; undefined where the token is enough. */
export const boundToOf = ({ key_thumbprint }: Pick<SessionRow, "key_thumbprint">): string | undefined =>
  key_thumbprint === null ? undefined : base64url(key_thumbprint);
const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");

/** Columns of a session that is so. */
export const sessionCells = (said: Said) => ({ ...said, bearer: bearerOf(said) });
/** What changes where somebody proves anew who they are, or goes on in a new round; of a genuine row only, since it is sealed as it stands. */
export const changedCells = (row: Said, change: Partial<Pick<Said, "proven_ms" | "round">>) => {
  const said = { ...row, ...change };
  return { proven_ms: said.proven_ms, round: said.round ?? 0, bearer: bearerOf(said) };
};

/** Ends all sessions of an account but this genuine one, with those that began since it was read. */
export const endOthersSteps = (kept: SessionRow, nowMs: number): readonly Step[] => {
  const { id, account } = kept;
  const round = (kept.round ?? 0) + 1;
  return [
    requireRows(sessions, { id, account, ended_ms: null }, "signed-out"),
    update(sessions, { account, ended_ms: null }, { ended_ms: nowMs }),
    update(sessions, { id, account }, { ended_ms: null, ...changedCells(kept, { round }) }),
  ];
};

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
  readonly bound: boolean;
  readonly steps: readonly Step[];
}

export type SessionDevice = { readonly id: DeviceId } | { readonly name: string; readonly verifyingKey: string };

interface NewSessionOptions {
  readonly nowMs: number;
  readonly origin: Origin;
  /** Whether what begins it proves who it is at this moment, so that sensitive acts need no further proof for a while. */
  readonly isProof: boolean;
  /** The person's round of sessions. */
  readonly round: number;
  /** Lookup value of the person and the network that they come from. */
  readonly cameFrom: Uint8Array;
}

/** A session on a known device, or on a new one that is added with it. */
export function newSession(
  account: AccountId,
  device: SessionDevice,
  { nowMs, origin, isProof, round, cameFrom }: NewSessionOptions,
): NewSession {
  const token = randomBytes(32);
  const session = newId<SessionId>();
  const isKnown = "id" in device;
  const deviceId = isKnown ? device.id : newId<DeviceId>();
  const expiresAtMs = nowMs + LIMITS.sessionAbsoluteMs;
  const { keyThumbprint } = origin;
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
        round,
        key_thumbprint: keyThumbprint === undefined ? null : Buffer.from(keyThumbprint, "base64url"),
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
  const bound = keyThumbprint !== undefined;
  return { token: base64url(token), session, device: deviceId, expiresAtMs, bound, steps };
}
