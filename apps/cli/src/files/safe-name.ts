/** A name for a file that someone else named: it stays in the folder it is put in, and is not hidden. */
import { neutralised } from "../output/sanitise.ts";

const MAX_BYTES = 200;
// Separators and what Windows refuses; names like CON or a trailing dot as well.
const REFUSED = /[/\\:*?"<>|\u0000-\u001f]/g;
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

export function safeFileName(name: string): string {
  const plain = neutralised(name)
    .replace(REFUSED, "_")
    .replace(/^[.\s]+/, "")
    .replace(/[.\s]+$/, "");
  const short = shortened(plain === "" || RESERVED.test(plain) ? `file-${plain}` : plain);
  return short.replace(/[.\s-]+$/, "") || "file";
}

/** Cut before the ending, at whole characters. */
function shortened(name: string): string {
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0] ?? "";
  const stem = new Uint8Array(MAX_BYTES - ending.length);
  const { read } = new TextEncoder().encodeInto(name.slice(0, name.length - ending.length), stem);
  return name.slice(0, read) + ending;
}
