/** What the rest of the server may use of single sign-on. */

export { ssoLoggedOut, ssoUnlinked } from "./facts.ts";
export { forgetLinks } from "./links.ts";
