/**
 * SCIM 2.0 (RFC 7643, 7644) as other systems send it: attribute names in any case, attributes nobody asked for, `active` as a word. What
 * comes out has names in lower case and only what is kept.
 */
import * as z from "zod/mini";
import { LIMITS } from "../limits.ts";
import { optionalLine } from "./fields.ts";

const DEPTH = 6;

/** The same value with attribute names in lower case (RFC 7643 §2.1) and without nulls, which say that there is no value (§2.5). */
export function withLowerNames(value: unknown, depth = 0): unknown {
  if (depth > DEPTH) return undefined;
  if (Array.isArray(value)) return value.map((one) => withLowerNames(one, depth + 1));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, of]) => of !== null);
  return Object.fromEntries(entries.map(([name, of]) => [name.toLowerCase(), withLowerNames(of, depth + 1)]));
}
const anyCase = <S extends z.ZodMiniType>(schema: S) =>
  z.pipe(
    z.transform((value: unknown) => withLowerNames(value)),
    schema,
  );

const text = optionalLine(LIMITS.scimTextChars);
/** Entra says "False". */
const truth = z.pipe(
  z.union([z.boolean(), z.string().check(z.regex(/^(?:true|false)$/i))]),
  z.transform((value) => value === true || (typeof value === "string" && value.toLowerCase() === "true")),
);
const email = z.object({ value: text, type: z.optional(text), primary: z.optional(truth) });

/** A person as the directory knows them. Attributes that are not kept are left out, as RFC 7644 §3.3 lets us. */
export const scimPerson = z.object({
  username: text.check(z.minLength(1)),
  externalid: z.optional(text),
  displayname: z.optional(text),
  name: z.optional(
    z.object({ formatted: z.optional(text), givenname: z.optional(text), familyname: z.optional(text) }),
  ),
  title: z.optional(text),
  emails: z.optional(z.array(email).check(z.maxLength(LIMITS.scimEmails))),
  active: z.optional(truth),
});
export type ScimPerson = z.output<typeof scimPerson>;

export const scimMember = z.object({ value: z.string().check(z.maxLength(64)) });
export const scimGroup = z.object({
  displayname: text.check(z.minLength(1)),
  externalid: z.optional(text),
  members: z.optional(z.array(scimMember).check(z.maxLength(LIMITS.scimMembers))),
});
export type ScimGroup = z.output<typeof scimGroup>;

export const scimPersonRequest = anyCase(scimPerson);
export const scimGroupRequest = anyCase(scimGroup);

const operation = z.object({
  /** Entra says "Replace". */
  op: z.pipe(
    z.string(),
    z.pipe(
      z.transform((word: string) => word.toLowerCase()),
      z.enum(["add", "replace", "remove"]),
    ),
  ),
  path: z.optional(z.string().check(z.maxLength(LIMITS.scimFilterChars))),
  value: z.optional(z.unknown()),
});
export type ScimOperation = z.output<typeof operation>;
/** The values of operations keep their nulls, which take an attribute away. */
export const scimPatchRequest = z.pipe(
  z.transform((value: unknown) =>
    typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([name, of]) => [name.toLowerCase(), of]))
      : value,
  ),
  z.object({ operations: z.array(operation).check(z.minLength(1), z.maxLength(LIMITS.scimOperations)) }),
);

const whole = z.coerce.number().check(z.int());
/** Parameters that are not known are left out, as they are for attributes. */
export const scimQuery = z.object({
  filter: z.optional(z.string().check(z.maxLength(LIMITS.scimFilterChars))),
  startIndex: z._default(whole, 1),
  count: z._default(whole, LIMITS.scimPage),
  attributes: z.optional(z.string().check(z.maxLength(LIMITS.scimFilterChars))),
  excludedAttributes: z.optional(z.string().check(z.maxLength(LIMITS.scimFilterChars))),
});
export type ScimQuery = z.output<typeof scimQuery>;

/** A resource, a list of them, or a page about the service: each names its schemas. */
export const scimAnswer = z.looseObject({ schemas: z.array(z.string()) });
