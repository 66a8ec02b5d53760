import { once } from "node:events";
import { createServer } from "node:http";
import { create, encodeServerFrame, RecordSchema, type ServerBody } from "@warbler/protocol/wire";
import { expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { joining, serverMessage } from "./server-message.ts";

const pageOf = (contentBytes: number): ServerBody => ({
  case: "records",
  value: {
    $typeName: "warbler.sync.v1.Records",
    room: "",
    records: contentBytes === 0 ? [] : [create(RecordSchema, { content: new Uint8Array(contentBytes).fill(7) })],
    more: false,
    previousCommitment: new Uint8Array(),
  },
});

// Around 125 bytes and 64 KiB, where the length is written another way.
const SIZES = [0, 100, 115, 119, 120, 121, 122, 130, 65_500, 65_525, 65_526, 65_527, 65_528, 65_540, 200_000];

test("a client reads each message as the frame that is in it, also when they come in one piece", async () => {
  const bodies = SIZES.map(pageOf);
  await using stack = new AsyncDisposableStack();
  const http = stack.adopt(createServer(), (server) => void server.close());
  new WebSocketServer({ server: http }).on("connection", (socket, { socket: stream }) => {
    stream.write(Buffer.concat(bodies.map((body, at) => serverMessage(at, body))));
    socket.close();
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const address = http.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const client = new WebSocket(`ws://127.0.0.1:${port}`);
  const read: string[] = [];
  client.on("message", (data, isBinary) => read.push(isBinary && Buffer.isBuffer(data) ? data.toString("hex") : ""));
  await once(client, "close");
  expect(read).toEqual(bodies.map((body, at) => Buffer.from(encodeServerFrame(at, body)).toString("hex")));
});

test("messages are joined in their order, once for all in a row who get the same", () => {
  const [a, b, c] = [Uint8Array.of(1), Uint8Array.of(2, 3), Uint8Array.of(2, 3)];
  const join = joining();
  const first = join([a, b]);
  expect(Buffer.from(first).toString("hex")).toBe("010203");
  expect(join([a, b])).toBe(first);
  expect(Buffer.from(join([b, a])).toString("hex")).toBe("020301");
  expect(Buffer.from(join([b, a, c])).toString("hex")).toBe("0203010203");
  // Other bytes however like: what somebody else got is not theirs.
  expect(join([c, a, c])).not.toBe(join([b, a, c]));
  expect(Buffer.from(join([])).toString("hex")).toBe("");
});
