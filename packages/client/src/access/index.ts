/** Access recovery, a part of its own: for officers, for the person whose access it is, and for whoever has the link. */
export { type AccessApi, accessOf } from "./access.ts";
export { type AccessLink, type AccessLinkOptions, accessLink } from "./access-link.ts";
