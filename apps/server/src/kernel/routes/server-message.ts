/** What the server says on a socket, as it leaves: a frame in a WebSocket message of its own. */
import { encodeServerFrame, type ServerBody } from "@warbler/protocol/wire";

/** A whole WebSocket message, ready for the stream; made once where many get the same bytes. */
export function serverMessage(request: number, body: ServerBody): Uint8Array {
  let message: Uint8Array = new Uint8Array();
  // Header and frame side by side in pooled memory: a piece of its own for each would cost more than writing it.
  encodeServerFrame(request, body, (frameBytes) => {
    const headerBytes = headerBytesOf(frameBytes);
    message = Buffer.allocUnsafe(headerBytes + frameBytes);
    writeHeader(message, headerBytes, frameBytes);
    return message.subarray(headerBytes);
  });
  return message;
}

export type Join = (messages: readonly Uint8Array[]) => Uint8Array;

/** Messages one after the other in one piece; the same piece again for the next who gets the same, as in a large room. */
export function joining(): Join {
  let last: readonly Uint8Array[] = [];
  let joined: Uint8Array = new Uint8Array();
  return (messages) => {
    const isSame = messages.length === last.length && messages.every((message, at) => message === last[at]);
    if (!isSame) joined = Buffer.concat(messages);
    last = messages;
    return joined;
  };
}

// RFC 6455 §5.2: the only fragment, binary.
const FIN_AND_BINARY = 0x82;
const LENGTH_IN_16_BITS = 126;
const LENGTH_IN_64_BITS = 127;

const headerBytesOf = (frameBytes: number): number =>
  frameBytes < LENGTH_IN_16_BITS ? 2 : frameBytes <= 0xffff ? 4 : 10;

/** RFC 6455 §5.2: a server's messages are not masked, and the length is written in the shortest way. */
function writeHeader(message: Uint8Array, headerBytes: number, frameBytes: number): void {
  message[0] = FIN_AND_BINARY;
  message[1] = headerBytes === 2 ? frameBytes : headerBytes === 4 ? LENGTH_IN_16_BITS : LENGTH_IN_64_BITS;
  // Big-endian, from behind; frames are shorter than 2^32 bytes.
  for (let at = headerBytes - 1, rest = frameBytes; at >= 2; at--, rest >>>= 8) message[at] = rest & 0xff;
}
