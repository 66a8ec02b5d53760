/** What the feature tells the rest of the server, after the commit. */
import type { AccountId, SessionId } from "@warbler/protocol";
import { factType } from "../../kernel/plan.ts";

/** `isRequired` where it became the only way in. */
export const ssoConfigured = factType<{ readonly isRequired: boolean }>("sso.configured");
export const ssoLinked = factType<{ readonly account: AccountId }>("sso.linked");
/** With a link go the sessions that began by it. */
export const ssoUnlinked = factType<{ readonly sessions: readonly SessionId[] }>("sso.unlinked");
export const ssoJoined = factType<{ readonly account: AccountId }>("sso.joined");
export const ssoRefused = factType<null>("sso.refused");
export const ssoLoggedOut = factType<{ readonly sessions: readonly SessionId[] }>("sso.logged-out");
