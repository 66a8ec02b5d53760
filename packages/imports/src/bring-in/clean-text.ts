/** Fits what an export says into what the protocol takes, so that one strange name does not refuse a whole batch. */
import { sha256 } from "@noble/hashes/sha2.js";
import { base64urlFromBytes, LIMITS } from "@warbler/protocol";

const SOURCE_ID_CHARS = 200;
// What `line` in the protocol refuses: controls, bidirectional controls, zero-width marks.
const DECEPTIVE = /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/g;

/** One line without characters that deceive the eye, cut at a whole character. */
export function lineOf(text: string, maxChars: number): string {
  return cut(text.replace(DECEPTIVE, " ").trim(), maxChars).trim();
}

/** A long source id is replaced by its hash: it still names the same thing each time. */
export function shortSourceId(sourceId: string): string {
  if (sourceId.length <= SOURCE_ID_CHARS) return sourceId;
  return `sha256:${base64urlFromBytes(sha256(new TextEncoder().encode(sourceId)))}`;
}

/** The text in pieces that a message may have; one piece for nearly all. */
export function pieces(text: string): readonly string[] {
  const parts: string[] = [];
  for (let rest = text; ; ) {
    const part = cut(rest, LIMITS.messageTextChars);
    parts.push(part);
    rest = rest.slice(part.length);
    if (rest === "") return parts;
  }
}

/** Does not split a surrogate pair. */
function cut(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const last = text.charCodeAt(maxChars - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? maxChars - 1 : maxChars);
}
