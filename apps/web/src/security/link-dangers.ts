/** What is suspicious about a link before anybody follows it. */

export type LinkDanger =
  /** The text shows one address and the link goes to another. */
  | "mismatch"
  /** The name is written in letters of other scripts, some of which look like Latin ones. */
  | "lookalike"
  /** A name and perhaps a password stand before the real address. */
  | "userinfo"
  /** A bare number instead of a name. */
  | "address"
  | "unencrypted";

export interface CheckedLink {
  readonly url: URL;
  readonly dangers: readonly LinkDanger[];
}

const SCHEMES = ["https:", "http:", "mailto:"];
const LATIN_LOOKALIKES = /[\u0370-\u03ff\u0400-\u052f\u0530-\u058f\u13a0-\u13ff\u2c80-\u2cff\ua4d0-\ua4ff]/u;

/** Undefined for what is no link to follow: another scheme, or no address at all. */
export function checkLink(href: string, shown: string): CheckedLink | undefined {
  const url = URL.parse(href);
  if (url === null || !SCHEMES.includes(url.protocol)) return undefined;
  if (url.protocol === "mailto:") return { url, dangers: [] };
  const dangers: LinkDanger[] = [];
  if (isAnotherAddress(shown, url)) dangers.push("mismatch");
  if (isLookalike(url, href)) dangers.push("lookalike");
  if (url.username !== "" || url.password !== "") dangers.push("userinfo");
  if (/^(\d{1,3}\.){3}\d{1,3}$|^\[/.test(url.hostname)) dangers.push("address");
  if (url.protocol === "http:") dangers.push("unencrypted");
  return { url, dangers };
}

/** Whether the text reads as an address with another host than the link's. */
function isAnotherAddress(shown: string, url: URL): boolean {
  const text = shown.trim();
  if (!/^(https?:\/\/|www\.)\S+$|^([\p{L}\p{N}-]+\.)+\p{L}{2,}(\/\S*)?$/iu.test(text)) return false;
  const read = URL.parse(/^https?:/i.test(text) ? text : `https://${text}`);
  return read !== null && bare(read.hostname) !== bare(url.hostname);
}

function bare(host: string): string {
  return host
    .toLowerCase()
    .replace(/^www\./, "")
    .replace(/\.$/, "");
}

/** Chinese, Japanese and Korean names are ordinary; names in scripts that resemble Latin are asked about. */
function isLookalike(url: URL, href: string): boolean {
  const labels = url.hostname.split(".");
  if (!labels.some((label) => label.startsWith("xn--"))) return false;
  const written = URL.parse(href) === null ? href : href.replace(/^\w+:\/\//, "").split(/[/?#]/)[0];
  if (written === undefined || written.includes("xn--")) return true;
  return LATIN_LOOKALIKES.test(written) || /\p{Script=Latin}/u.test(written.replace(/\.[a-z]+$/i, ""));
}
