/** The socket's frames as bytes. What the server sends is decoded with a bound and refused whole when it is malformed. */
import { LIMITS } from "@warbler/protocol";
import {
  ClientFrameSchema,
  create,
  fromBinary,
  type MessageInitShape,
  type ServerFrame,
  ServerFrameSchema,
  toBinary,
} from "@warbler/protocol/wire";

/** A full page of the largest records; everything else the server says is far smaller. */
export const LARGEST_SERVER_FRAME_BYTES = LIMITS.historyPageRecords * (LIMITS.recordContentBytes + 1_024);

export type ClientBody = NonNullable<MessageInitShape<typeof ClientFrameSchema>["body"]>;
export type ServerBody = Exclude<ServerFrame["body"], { case: undefined }>;
export type ServerCase = ServerBody["case"];
export type ServerValues = { readonly [C in ServerCase]: Extract<ServerBody, { readonly case: C }>["value"] };

export function encodeClientFrame(request: number, body: ClientBody): Uint8Array<ArrayBuffer> {
  return toBinary(ClientFrameSchema, create(ClientFrameSchema, { request, body }));
}

/** Undefined for what is no frame of this protocol version. */
export function decodeServerFrame(
  bytes: Uint8Array,
): { readonly request: number; readonly body: ServerBody } | undefined {
  if (bytes.length > LARGEST_SERVER_FRAME_BYTES) return undefined;
  try {
    const { request, body } = fromBinary(ServerFrameSchema, bytes);
    return body.case === undefined ? undefined : { request, body };
  } catch {
    return undefined;
  }
}

export function isBody<C extends ServerCase>(
  body: { readonly case: ServerCase },
  expected: C,
): body is { readonly case: C; readonly value: ServerValues[C] } {
  return body.case === expected;
}
