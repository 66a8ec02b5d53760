/** Field schemas shared by the features' request and answer schemas. */
import * as z from "zod/mini";
import { type AnyId, isId } from "../ids.ts";
import { LIMITS } from "../limits.ts";

/** An identifier of the named thing. */
export const id = <T extends AnyId>() =>
  z.custom<T>((value) => typeof value === "string" && isId(value), "expected an identifier");

/** A time in milliseconds since 1970, UTC. */
export const timeMs = z.int().check(z.gte(0), z.lte(8_640_000_000_000_000));

// Control characters (except none), bidirectional overrides and zero-width marks could make one name look like another.
const DECEPTIVE = /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;

/** One line of text for people, trimmed, without characters that deceive the eye. */
export const line = (maxChars: number) =>
  z.string().check(
    z.trim(),
    z.minLength(1),
    z.maxLength(maxChars),
    z.refine((text) => !DECEPTIVE.test(text), "has characters that are not allowed in a name"),
  );

/** As `line`, but may be empty. */
export const optionalLine = (maxChars: number) =>
  z.string().check(
    z.trim(),
    z.maxLength(maxChars),
    z.refine((text) => !DECEPTIVE.test(text), "has characters that are not allowed here"),
  );

/** A sign-in name: lower-case letters of any script, digits, and `. _ -` inside. */
export const handle = z
  .string()
  .check(
    z.trim(),
    z.toLowerCase(),
    z.maxLength(LIMITS.handleChars),
    z.regex(/^[\p{Ll}\p{Lo}\p{N}](?:[\p{Ll}\p{Lo}\p{N}._-]*[\p{Ll}\p{Lo}\p{N}])?$/u),
  );

/** A password as typed: its policy is checked apart, so that the refusal can name the reason. */
export const password = z.string().check(z.maxLength(LIMITS.passwordMaxBytes));

/** Bytes written in base64url without padding, exactly `length` of them. */
export const base64url = (length: number) =>
  z.string().check(z.regex(new RegExp(`^[A-Za-z0-9_-]{${Math.ceil((length * 4) / 3)}}$`)));

/** Bytes written in base64url without padding, at least one and at most `maxBytes` of them. */
export const base64urlUpTo = (maxBytes: number) =>
  z.string().check(z.regex(/^[A-Za-z0-9_-]+$/), z.maxLength(Math.ceil((maxBytes * 4) / 3)));

/** A one-time or session token: 32 random bytes in base64url. */
export const token = base64url(32);
