// Searching on the device what an end-to-end room has, in Chromium: a hundred thousand messages, as a sealed room never has them.
import { type AccountId, idFromDigest, type MessageId } from "@warbler/protocol";
import { MessageIndex, termsOf } from "@warbler/sdk/testing";

const MESSAGES = 100_000;
const WORDS = 2_000;
const WORDS_IN_MESSAGE = 12;
const QUERIES = 60;

/** By the number of Chinese characters in the word: how long each search took. */
export function searchHere(): Readonly<Record<1 | 2 | 4, readonly number[]>> {
  const index = new MessageIndex();
  const author = idOf<AccountId>(0);
  for (let seq = 1; seq <= MESSAGES; seq++) {
    const text = Array.from({ length: WORDS_IN_MESSAGE }, (_, at) => word((seq * 31 + at * 977) % WORDS)).join("");
    index.take({ kind: "message", seq, message: idOf<MessageId>(seq), author, atMs: seq, text });
  }
  const timesOf = (query: (number: number) => string) =>
    Array.from({ length: QUERIES }, (_, number) => {
      const startMs = performance.now();
      index.find({ terms: termsOf(query(number)) });
      return performance.now() - startMs;
    });
  return {
    1: timesOf((number) => word(number).slice(0, 1)),
    2: timesOf(word),
    4: timesOf((number) => word(number) + word(number + 977)),
  };
}

/** Two characters of the 3,000 that begin the block of common ones. */
function word(number: number): string {
  return String.fromCodePoint(0x4e00 + ((number * 7) % 3_000), 0x4e00 + ((number * 13) % 3_000));
}

function idOf<T extends AccountId | MessageId>(number: number): T {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint32(0, number);
  return idFromDigest<T>(bytes);
}
