/** `ClientFrame` of `sync.proto`: what a client asks. */
import { joined, writeBool, writeBytes, writeMessage, writeText, writeUint32 } from "./protobuf.ts";

export type ClientBody =
  | {
      readonly case: "hello";
      readonly value: {
        readonly version: number;
        readonly sessionToken: Uint8Array;
        readonly dpopProof: string;
      };
    }
  | {
      readonly case: "send";
      readonly value: {
        readonly room: string;
        readonly message: string;
        readonly kind: number;
        readonly content: Uint8Array;
      };
    }
  | {
      readonly case: "fetch";
      readonly value: {
        readonly room: string;
        readonly afterSeq?: number;
        readonly beforeSeq?: number;
        readonly backwards: boolean;
        readonly limit: number;
      };
    }
  | { readonly case: "markRead"; readonly value: { readonly room: string; readonly seq: number } }
  | { readonly case: "setTyping"; readonly value: { readonly room: string; readonly typing: boolean } }
  | { readonly case: "setPresence"; readonly value: { readonly away: boolean } }
  | { readonly case: "ping" };

const CASES = { hello: 2, send: 3, fetch: 4, markRead: 5, setTyping: 6, setPresence: 7, ping: 8 } as const;

export function encodeFrame(request: number, body: ClientBody): Uint8Array<ArrayBuffer> {
  return joined([writeUint32(1, request), writeMessage(CASES[body.case], joined(partsOf(body)))]);
}

function partsOf(body: ClientBody): readonly Uint8Array[] {
  switch (body.case) {
    case "hello": {
      const { version, sessionToken, dpopProof } = body.value;
      return [writeUint32(1, version), writeBytes(2, sessionToken), writeText(3, dpopProof)];
    }
    case "send": {
      const { room, message, kind, content } = body.value;
      return [writeText(1, room), writeText(2, message), writeUint32(3, kind), writeBytes(4, content)];
    }
    case "fetch": {
      const { room, afterSeq = 0, beforeSeq = 0, backwards, limit } = body.value;
      const range = [writeUint32(2, afterSeq), writeUint32(3, beforeSeq), writeBool(4, backwards)];
      return [writeText(1, room), ...range, writeUint32(5, limit)];
    }
    case "markRead":
      return [writeText(1, body.value.room), writeUint32(2, body.value.seq)];
    case "setTyping":
      return [writeText(1, body.value.room), writeBool(2, body.value.typing)];
    case "setPresence":
      return [writeBool(1, body.value.away)];
    case "ping":
      return [];
  }
}
