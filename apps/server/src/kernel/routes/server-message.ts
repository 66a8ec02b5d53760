/** What the server says on a socket, as it leaves: a frame in a WebSocket message of its own. */
import { encodeServerFrame, type ServerBody } from "@warbler/protocol/wire";

/** A whole WebSocket message, ready for the stream; made once where many get the same bytes. */
export function serverMessage(request: number, body: ServerBody): Uint8Array {
  const frame = encodeServerFrame(request, body);
  return Buffer.concat([messageHeader(frame.length), frame]);
}

// RFC 6455 §5.2: the only fragment, binary.
const FIN_AND_BINARY = 0x82;
const LENGTH_IN_16_BITS = 126;
const LENGTH_IN_64_BITS = 127;

/** RFC 6455 §5.2: a server's messages are not masked, and the length is written in the shortest way. */
function messageHeader(length: number): Uint8Array {
  if (length < LENGTH_IN_16_BITS) return Uint8Array.of(FIN_AND_BINARY, length);
  if (length <= 0xffff) return Uint8Array.of(FIN_AND_BINARY, LENGTH_IN_16_BITS, length >>> 8, length & 0xff);
  const header = Buffer.alloc(10);
  header[0] = FIN_AND_BINARY;
  header[1] = LENGTH_IN_64_BITS;
  header.writeBigUInt64BE(BigInt(length), 2);
  return header;
}
