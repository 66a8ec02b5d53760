/**
 * The HTTP interface: every route's method, path, request and answer. The server's routes, the SDK's calls and the
 * OpenAPI document are all made from this table. `:name` in a path is an identifier unless said otherwise.
 */
import type * as z from "zod/mini";
import { accessRecoveryEndpoints } from "./endpoints/access-recovery.ts";
import { accountsEndpoints } from "./endpoints/accounts.ts";
import { actsEndpoints } from "./endpoints/acts.ts";
import { attachmentsEndpoints } from "./endpoints/attachments.ts";
import { auditEndpoints } from "./endpoints/audit.ts";
import { chatRulesEndpoints } from "./endpoints/chat-rules.ts";
import { conversationsEndpoints } from "./endpoints/conversations.ts";
import { directoryEndpoints } from "./endpoints/directory.ts";
import { draftsEndpoints } from "./endpoints/drafts.ts";
import { emergenciesEndpoints } from "./endpoints/emergencies.ts";
import { erasuresEndpoints } from "./endpoints/erasures.ts";
import { factorsEndpoints } from "./endpoints/factors.ts";
import { groupsEndpoints } from "./endpoints/groups.ts";
import { identityEndpoints } from "./endpoints/identity.ts";
import { importsEndpoints } from "./endpoints/imports.ts";
import { keychainEndpoints } from "./endpoints/keychain.ts";
import { marksEndpoints } from "./endpoints/marks.ts";
import { metaEndpoints } from "./endpoints/meta.ts";
import { peopleEndpoints } from "./endpoints/people.ts";
import { reportsEndpoints } from "./endpoints/reports.ts";
import { reviewsEndpoints } from "./endpoints/reviews.ts";
import { rolesEndpoints } from "./endpoints/roles.ts";
import { searchEndpoints } from "./endpoints/search.ts";
import { serverKeysEndpoints } from "./endpoints/server-keys.ts";
import { ssoEndpoints } from "./endpoints/sso.ts";
import { tokensEndpoints } from "./endpoints/tokens.ts";
import { urgentEndpoints } from "./endpoints/urgent.ts";

export type { Endpoint } from "./endpoints/endpoint.ts";

export const API = {
  ...metaEndpoints,
  ...accountsEndpoints,
  ...factorsEndpoints,
  ...peopleEndpoints,
  ...ssoEndpoints,
  ...accessRecoveryEndpoints,
  ...rolesEndpoints,
  ...emergenciesEndpoints,
  ...actsEndpoints,
  ...tokensEndpoints,
  ...urgentEndpoints,
  ...reviewsEndpoints,
  ...serverKeysEndpoints,
  ...directoryEndpoints,
  ...conversationsEndpoints,
  ...chatRulesEndpoints,
  ...reportsEndpoints,
  ...identityEndpoints,
  ...groupsEndpoints,
  ...keychainEndpoints,
  ...marksEndpoints,
  ...attachmentsEndpoints,
  ...searchEndpoints,
  ...auditEndpoints,
  ...draftsEndpoints,
  ...erasuresEndpoints,
  ...importsEndpoints,
} as const;

export type ApiName = keyof typeof API;
type BodyOf<E> = E extends { body: infer B extends z.ZodMiniType } ? z.input<B> : undefined;
type ParsedBodyOf<E> = E extends { body: infer B extends z.ZodMiniType } ? z.output<B> : undefined;
type AnswerOf<E> = E extends { answer: infer B extends z.ZodMiniType } ? z.output<B> : undefined;
/** What a caller gives, what the server gets after parsing, and what comes back. */
export type ApiInput<N extends ApiName> = BodyOf<(typeof API)[N]>;
export type ApiParsed<N extends ApiName> = ParsedBodyOf<(typeof API)[N]>;
export type ApiAnswer<N extends ApiName> = AnswerOf<(typeof API)[N]>;
