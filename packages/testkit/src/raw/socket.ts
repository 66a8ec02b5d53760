/** Speaks protobuf frames on the real socket, one by one, as a test wants them: no SDK, no resending, no cursor. */
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { newId, RECORD_KINDS } from "@warbler/protocol";
import {
  ClientFrameSchema,
  ContentSchema,
  create,
  fromBinary,
  type MessageInitShape,
  type ServerFrame,
  ServerFrameSchema,
  toBinary,
} from "@warbler/protocol/wire";
import { WebSocket } from "ws";

const DEADLINE_MS = 60_000;
/** Numbers of requests only rise. */
const LAST_REQUEST = 2 ** 32 - 1;

type RequestBody = NonNullable<MessageInitShape<typeof ClientFrameSchema>["body"]>;
type AnswerBody = ServerFrame["body"];
type ContentBody = NonNullable<MessageInitShape<typeof ContentSchema>["body"]>;
/** The value of one case of a server's frame. */
type Told<C extends AnswerBody["case"]> = Extract<AnswerBody, { case: C }>["value"];

/** `query` is what follows the address, with its `?`. */
export async function openRawSocket(url: string, ca: string, query = "") {
  const ws = new WebSocket(`${url.replace("https", "wss")}/api/sync${query}`, { ca });
  const upgraded = once(ws, "upgrade");
  await once(ws, "open");
  const [response] = (await upgraded) as [IncomingMessage];
  return rawSocket(ws, response.socket);
}
export type RawSocket = Awaited<ReturnType<typeof openRawSocket>>;

function rawSocket(ws: WebSocket, stream: Duplex) {
  const frames: ServerFrame[] = [];
  const sizes: number[] = [];
  const waiting = new Set<() => void>();
  let closedWith: { readonly code: number; readonly reason: string } | undefined;
  let lastRequest = 0;
  const wake = () => {
    for (const look of waiting) look();
  };
  ws.on("message", (data: Buffer) => {
    frames.push(fromBinary(ServerFrameSchema, data));
    sizes.push(data.length);
    wake();
  });
  ws.on("close", (code, reason) => {
    closedWith = { code, reason: reason.toString() };
    wake();
  });
  ws.on("error", () => undefined);

  /** What `look` finds, now or once more has arrived. */
  const until = <T>(what: string, look: () => T | undefined) =>
    new Promise<T>((resolve, reject) => {
      const settle = () => {
        const found = look();
        if (found === undefined) return;
        waiting.delete(settle);
        clearTimeout(timer);
        resolve(found);
      };
      const timer = setTimeout(() => {
        waiting.delete(settle);
        reject(new Error(`expected ${what}, got ${frames.map(({ body }) => body.case).join(", ")}`));
      }, DEADLINE_MS);
      waiting.add(settle);
      settle();
    });
  const told = <C extends AnswerBody["case"]>(name: C) =>
    frames.flatMap(({ request: of, body }) => (of === 0 && body.case === name ? [body.value as Told<C>] : []));
  const sendFrame = (number: number, body: RequestBody) =>
    ws.send(toBinary(ClientFrameSchema, create(ClientFrameSchema, { request: number, body })));
  const ask = async (body: RequestBody): Promise<AnswerBody> => {
    const number = ++lastRequest;
    sendFrame(number, body);
    return (await until("an answer", () => frames.find(({ request: of }) => of === number))).body;
  };
  return {
    ask,
    /** The refusal's code, or the case of the answer. */
    outcome: async (body: RequestBody): Promise<string> => {
      const answer = await ask(body);
      return answer.case === "failed" ? answer.value.code : String(answer.case);
    },
    sendFrame,
    sendRaw: (data: Uint8Array | string) => ws.send(data),
    /** What is sent within goes in one piece, so that the server reads it in one turn. */
    atOnce: (within: () => void) => {
      stream.cork();
      within();
      stream.uncork();
    },
    drop: () => ws.terminate(),
    closed: () => until("the end of the connection", () => closedWith),
    /** Once the server has read all that was sent: how it ended the connection, or undefined where that is still open. */
    ended: async () => {
      sendFrame(LAST_REQUEST, { case: "ping", value: {} });
      const isRead = () => frames.some(({ request: of }) => of === LAST_REQUEST) || undefined;
      await until("an answer, or the end of the connection", () => closedWith ?? isRead());
      return closedWith;
    },
    /** Bytes of each frame the server has sent. */
    frameSizes: (): readonly number[] => sizes,
    /** What the server said by itself, oldest first. */
    told,
    /** The first thing of this case that `which` holds of, now or later. */
    hears: <C extends AnswerBody["case"]>(name: C, which: (value: Told<C>) => boolean = () => true) =>
      until(String(name), () => told(name).find(which)),
    hello: async (token: string) => {
      const isApiToken = token.startsWith("wbt_");
      const sessionToken = Buffer.from(token, isApiToken ? "latin1" : "base64url");
      const answer = await ask({ case: "hello", value: { version: 1, sessionToken } });
      if (answer.case !== "welcome") throw new Error(`expected a welcome, got ${answer.case}`);
      return answer.value;
    },
    /** Waits until everything the server queued before now has arrived. */
    settled: async () => void (await ask({ case: "ping", value: {} })),
  };
}

const contentBytes = (body: ContentBody) => toBinary(ContentSchema, create(ContentSchema, { body }));

/** A frame that sends `body` under `message`, a fresh id unless given. */
export const sending = (room: string, body: ContentBody, message: string = newId()): RequestBody => ({
  case: "send",
  value: { room, message, kind: RECORD_KINDS[body.case as keyof typeof RECORD_KINDS], content: contentBytes(body) },
});
export const saying = (room: string, text: string, message?: string): RequestBody =>
  sending(room, { case: "message", value: { text } }, message);
export const textOf = (content: Uint8Array): string => {
  const { body } = fromBinary(ContentSchema, content);
  return body.case === "message" ? body.value.text : "";
};
