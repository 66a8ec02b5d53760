/** What the rest of the server may use of single sign-on. */

export { ssoJoined, ssoLinked, ssoLoggedOut, ssoUnlinked } from "./facts.ts";
export { forgetLinks } from "./links.ts";
