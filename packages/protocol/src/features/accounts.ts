/** Set-up, invitations, sign-in, people and devices. */
import * as z from "zod/mini";
import { INVITED_ROLES, ORG_ROLES, SESSION_SIGNS } from "../choices.ts";
import type { AccountId, DeviceId, InvitationId, RoomId, SessionId } from "../ids.ts";
import { LIMITS } from "../limits.ts";
import { TOKEN_SCOPES } from "../scopes.ts";
import { passkeyAssertion, personProof, proofAsk } from "./factors.ts";
import { base64url, handle, id, line, optionalLine, password, timeMs, token } from "./fields.ts";
import { ssoReturn } from "./sso.ts";

/** What a device tells when it is added: a name for people and its Ed25519 verifying key (32 bytes). */
export const newDevice = z.strictObject({ name: line(LIMITS.deviceNameChars), verifyingKey: base64url(32) });

export const setUpRequest = z.strictObject({
  token,
  organisation: line(LIMITS.displayNameChars),
  handle,
  name: line(LIMITS.displayNameChars),
  password,
  device: newDevice,
});

/** A new device, or one that this account has already: Ed25519 by its key over `signInPayload`. */
export const signInDevice = z.union([
  newDevice,
  z.strictObject({ id: id<DeviceId>(), ticket: token, signature: base64url(64) }),
]);
export const deviceAsk = z.object({ ticket: token, expiresAtMs: timeMs });

export const signInRequest = z.strictObject({
  handle,
  password,
  device: signInDevice,
});

export const sessionAnswer = z.object({
  token,
  session: id<SessionId>(),
  account: id<AccountId>(),
  device: id<DeviceId>(),
  organisation: z.string(),
  handle: z.string(),
  name: z.string(),
  role: z.enum(ORG_ROLES),
  expiresAtMs: timeMs,
  /** Nothing counts by the token alone: every request is signed by the key that signed this one (RFC 9449). */
  bound: z.optional(z.boolean()),
});
export type SessionAnswer = z.infer<typeof sessionAnswer>;

/** A session, or what is to be proved before there is one. */
export const signInAnswer = z.union([sessionAnswer, z.object({ ask: proofAsk })]);
export type SignInAnswer = z.infer<typeof signInAnswer>;
export const proveSignInRequest = z.strictObject({ ticket: token, proof: personProof });
export const passkeySignInRequest = z.strictObject({ ticket: token, passkey: passkeyAssertion, device: signInDevice });
export const ssoSignInRequest = z.strictObject({ back: ssoReturn, device: signInDevice });

export const invitationRequest = z.strictObject({
  role: z._default(z.enum(INVITED_ROLES), "member"),
  /** For people: whom it is for. Shown only to those who may invite. */
  note: z._default(optionalLine(LIMITS.displayNameChars), ""),
  rooms: z._default(z.array(id<RoomId>()).check(z.maxLength(100)), []),
  /** Links the person who accepts to an imported placeholder, with all that was imported as theirs. */
  placeholder: z.optional(id<AccountId>()),
});

export const invitationAnswer = z.object({
  id: id<InvitationId>(),
  token,
  /** `https://…/join#…`: carries the token and the fingerprint of the local CA behind the `#`, which browsers never send. */
  link: z.string(),
  expiresAtMs: timeMs,
});

export const invitationList = z.object({
  invitations: z.array(
    z.object({
      id: id<InvitationId>(),
      role: z.enum(ORG_ROLES),
      note: z.string(),
      createdAtMs: timeMs,
      expiresAtMs: timeMs,
      state: z.enum(["open", "accepted", "withdrawn", "expired"]),
    }),
  ),
});

export const acceptRequest = z.strictObject({
  token,
  handle,
  name: line(LIMITS.displayNameChars),
  password,
  device: newDevice,
});

export const changePasswordRequest = z.strictObject({ old: password, new: password });

export const setStatusRequest = z.strictObject({
  text: optionalLine(LIMITS.statusChars),
  untilMs: z.optional(timeMs),
});
/** What a person says they are doing, where that still counts. */
const status = z.object({ text: z.string(), untilMs: z.optional(timeMs) });
export type Status = z.infer<typeof status>;

export const person = z.object({
  id: id<AccountId>(),
  handle: z.string(),
  name: z.string(),
  role: z.enum(ORG_ROLES),
  /** May do nothing until somebody lifts it. */
  suspended: z.optional(z.boolean()),
  imported: z.boolean(),
  status: z.optional(status),
  /** Of a bot: whose it is, and what its tokens are made for together. */
  bot: z.optional(z.object({ owner: id<AccountId>(), scopes: z.array(z.enum(TOKEN_SCOPES)) })),
});
export type Person = z.infer<typeof person>;

/** `after` is the last id of the page before; people come in the order of their ids. */
export const peopleQuery = z.strictObject({
  after: z.optional(id<AccountId>()),
  limit: z._default(z.coerce.number().check(z.int(), z.gte(1), z.lte(500)), 200),
});
export const peopleAnswer = z.object({ people: z.array(person), more: z.boolean() });
/** Up to 500 people by id (names for what a client shows). */
export const peopleLookup = z.strictObject({ ids: z.array(id<AccountId>()).check(z.maxLength(500)) });

export const deviceAnswer = z.object({
  id: id<DeviceId>(),
  name: z.string(),
  verifyingKey: z.string(),
  addedAtMs: timeMs,
  lastSeenAtMs: timeMs,
  current: z.boolean(),
  /**
   * By an officer: nobody signs in on it. It is still on the person's signed list, and so among the keys of end-to-end rooms, until
   * they take it off there.
   */
  takenAway: z.optional(z.literal(true)),
  sessions: z.array(
    z.object({
      id: id<SessionId>(),
      startedAtMs: timeMs,
      /** Exact to a quarter of an hour. */
      lastSeenAtMs: timeMs,
      /** When it ends at the latest, and when it ends if it is not used again. */
      expiresAtMs: timeMs,
      unusedEndsAtMs: timeMs,
      /** Where it was started from, and what the client called itself: all that the server truly knows of the place. */
      address: z.optional(z.string()),
      client: z.optional(z.string()),
      /** What speaks against it. */
      signs: z.array(z.enum(SESSION_SIGNS)),
      /** To a key of its device: whoever has the token alone is refused. */
      bound: z.boolean(),
      current: z.boolean(),
    }),
  ),
});
export const deviceList = z.object({ devices: z.array(deviceAnswer) });
export type DeviceAnswer = z.infer<typeof deviceAnswer>;
