/** Decodes exported text, which is UTF-8 with or without a byte order mark; everything else is refused, not guessed. */
import { ImportRefusal, type Where } from "../refusal.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Throws `wrong-encoding` where the bytes are not UTF-8. */
export function textFromUtf8(bytes: Uint8Array, where: Where): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new ImportRefusal("wrong-encoding", "expected UTF-8, got other bytes", where, { cause });
  }
}

export const BYTES_TO_TELL_ENCODING = 4;

/**
 * How many bytes of byte order mark the entry starts with. Throws `wrong-encoding` for UTF-16 and UTF-32, whose marks
 * or whose NUL bytes beside ASCII show in the first four bytes of any JSON text.
 */
export function byteOrderMarkLength(start: Uint8Array, entryName: string): number {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return 3;
  const [a, b] = start;
  const isMarked = (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff);
  if (isMarked || start.subarray(0, BYTES_TO_TELL_ENCODING).includes(0)) {
    throw new ImportRefusal("wrong-encoding", "expected UTF-8, got UTF-16 or UTF-32", { entryName, line: 1 });
  }
  return 0;
}
