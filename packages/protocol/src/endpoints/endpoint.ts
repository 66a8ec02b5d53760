/** What is said of one HTTP endpoint. */
import type * as z from "zod/mini";

export interface Endpoint {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  /** One sentence for the API page. */
  readonly says: string;
  /** JSON body (or query string for GET). */
  readonly body?: z.ZodMiniType;
  /** JSON answer; absent where the answer is empty, bytes or text. */
  readonly answer?: z.ZodMiniType;
  /** What travels instead of JSON. */
  readonly bytes?: "request" | "answer";
  /** The body comes as a form, as OpenID Connect has it, and in no other way. */
  readonly form?: true;
  /** Bodies, answers and refusals in another standard's form. */
  readonly dialect?: "scim";
  /** A list of none is written with no bytes. */
  readonly mayBeEmpty?: true;
}

export const endpoint = <const E extends Endpoint>(e: E): E => e;
