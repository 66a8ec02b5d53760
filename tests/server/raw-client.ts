/** Speaks to a real server as the protocol says and no more: JSON over HTTPS, protobuf frames on the socket, no SDK. */
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { API, type ApiInput, type ApiName, newId, RECORD_KINDS } from "@warbler/protocol";
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
import { configFrom, startServer, systemClock } from "@warbler/server";
import { WebSocket } from "ws";

export const PASSWORD = "a long enough passphrase";
const DEADLINE_MS = 5_000;

export interface Answer {
  readonly status: number;
  /** The refusal's code, or "" when there is none. */
  readonly code: string;
  readonly text: string;
  readonly body: any;
}
type Params = Readonly<Record<string, string | number>>;
type RequestBody = NonNullable<MessageInitShape<typeof ClientFrameSchema>["body"]>;
type AnswerBody = ServerFrame["body"];
/** The value of one case of a server's frame. */
export type Told<C extends AnswerBody["case"]> = Extract<AnswerBody, { case: C }>["value"];

/** A server of its own on a temporary folder, and its first owner. */
export async function startWorld() {
  const folder = await mkdtemp(join(tmpdir(), "warbler-raw-"));
  const config = configFrom({ WARBLER_PORT: "0", WARBLER_DATA: folder });
  const silent = { clock: systemClock, log: () => undefined, onBroken: () => undefined };
  const server = await startServer(config, silent);
  const ca = await httpsGet(new URL("/api/ca.pem", server.url));
  const agent = new Agent({ ca, keepAlive: true });

  /** One HTTP request; `body` may be anything, well formed or not. */
  const http = (method: string, path: string, { token, body }: { token?: string; body?: unknown } = {}) =>
    new Promise<Answer>((resolve, reject) => {
      const isBytes = body instanceof Uint8Array;
      const payload = isBytes || typeof body === "string" ? body : JSON.stringify(body);
      const call = request(`${server.url}${path}`, {
        method,
        agent,
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && {
            "content-type": isBytes ? "application/octet-stream" : "application/json",
            // Node announces no body for DELETE by itself.
            "content-length": Buffer.byteLength(payload ?? ""),
          }),
        },
      });
      call.on("error", reject);
      call.on("response", (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (chunk: string) => {
          text += chunk;
        });
        answer.on("end", () => {
          const json = text.startsWith("{") ? JSON.parse(text) : undefined;
          const status = answer.statusCode ?? 0;
          resolve({ status, code: status >= 400 ? String(json?.code) : "", text, body: json });
        });
      });
      call.end(payload);
    });
  const call = <N extends ApiName>(
    name: N,
    { token, params, body }: { token?: string; params?: Params; body?: ApiInput<N> | Uint8Array } = {},
  ) =>
    http(API[name].method, pathOf(name, params), {
      ...(token !== undefined && { token }),
      ...(body !== undefined && { body }),
    });

  const sockets: RawSocket[] = [];
  const socket = async () => {
    const ws = new WebSocket(`${server.url.replace("https", "wss")}/api/sync`, { ca });
    await once(ws, "open");
    const raw = rawSocket(ws);
    sockets.push(raw);
    return raw;
  };
  const personOf = (session: any) => {
    const token: string = session.token;
    return {
      account: String(session.account),
      device: String(session.device),
      session: String(session.session),
      token,
      call: <N extends ApiName>(name: N, params: Params = {}, body?: ApiInput<N> | Uint8Array) =>
        call(name, { token, params, ...(body !== undefined && { body }) }),
      /** A socket that has said hello. */
      connect: async () => {
        const raw = await socket();
        const welcome = await raw.hello(token);
        return Object.assign(raw, { welcome });
      },
    };
  };
  const newPerson = (handle: string) => ({
    handle,
    name: handle,
    password: PASSWORD,
    device: { name: "test", verifyingKey: "A".repeat(43) },
  });
  const setUpToken = tokenOfLink(server.setUpLink ?? "");
  const made = await call("setUp", { body: { token: setUpToken, organisation: "Org", ...newPerson("owner") } });
  const owner = personOf(made.body);

  return {
    url: server.url,
    ca,
    folder,
    setUpToken,
    owner,
    http,
    call,
    socket,
    newPerson,
    /** Someone new, by an invitation of the owner. */
    join: async (handle: string, role: "administrator" | "auditor" | "member" = "member") => {
      const invitation = await owner.call("invite", {}, { role });
      const joined = await call("acceptInvitation", { body: { token: invitation.body.token, ...newPerson(handle) } });
      return personOf(joined.body);
    },
    signIn: (handle: string, password = PASSWORD) =>
      call("signIn", { body: { handle, password, device: newPerson(handle).device } }),
    personOf,
    [Symbol.asyncDispose]: async () => {
      for (const one of sockets) one.drop();
      agent.destroy();
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}
export type World = Awaited<ReturnType<typeof startWorld>>;
export type Member = World["owner"];

export const tokenOfLink = (link: string): string => /#t=([^&]+)/.exec(link)?.[1] ?? "";

/** The path of a route; a parameter that is not given is an id of nothing, or 0. */
export const pathOf = (name: ApiName, params: Params = {}): string =>
  API[name].path.replace(/:(\w+)/g, (_whole, one: string) =>
    String(params[one] ?? (one === "seq" || one === "chunk" ? 0 : newId())),
  );

/** The certificate that everything else is verified by. */
function httpsGet(url: URL): Promise<string> {
  return new Promise((resolve, reject) => {
    request(url, { rejectUnauthorized: false, agent: false }, (answer) => {
      let text = "";
      answer.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      answer.on("end", () => resolve(text));
    })
      .on("error", reject)
      .end();
  });
}

function rawSocket(ws: WebSocket) {
  const frames: ServerFrame[] = [];
  const waiting = new Set<() => void>();
  let closedWith: { code: number; reason: string } | undefined;
  let lastRequest = 0;
  const wake = () => {
    for (const look of waiting) look();
  };
  ws.on("message", (data: Buffer) => {
    frames.push(fromBinary(ServerFrameSchema, data));
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
  const sendFrame = (number: number, body: RequestBody) =>
    ws.send(toBinary(ClientFrameSchema, create(ClientFrameSchema, { request: number, body })));
  const ask = async (body: RequestBody): Promise<AnswerBody> => {
    const number = ++lastRequest;
    sendFrame(number, body);
    return (await until("an answer", () => frames.find(({ request: of }) => of === number))).body;
  };
  /** The refusal's code, or the case of the answer. */
  const outcome = async (body: RequestBody): Promise<string> => {
    const answer = await ask(body);
    return answer.case === "failed" ? answer.value.code : String(answer.case);
  };
  return {
    ask,
    outcome,
    sendFrame,
    sendRaw: (data: Uint8Array | string) => ws.send(data),
    drop: () => ws.terminate(),
    closed: () => until("the end of the connection", () => closedWith),
    /** What the server said by itself, oldest first. */
    told: <C extends AnswerBody["case"]>(name: C) =>
      frames.flatMap(({ request: of, body }) => (of === 0 && body.case === name ? [body.value as Told<C>] : [])),
    /** The first thing of this case that `which` holds of, now or later. */
    hears: <C extends AnswerBody["case"]>(name: C, which: (value: Told<C>) => boolean = () => true) =>
      until(String(name), () =>
        frames
          .flatMap(({ request: of, body }) => (of === 0 && body.case === name ? [body.value as Told<C>] : []))
          .find(which),
      ),
    hello: async (token: string) => {
      const answer = await ask({ case: "hello", value: { version: 1, sessionToken: Buffer.from(token, "base64url") } });
      if (answer.case !== "welcome") throw new Error(`expected a welcome, got ${answer.case}`);
      return answer.value;
    },
    /** Waits until everything the server queued before now has arrived. */
    settled: async () => void (await ask({ case: "ping", value: {} })),
  };
}
export type RawSocket = ReturnType<typeof rawSocket>;

type ContentBody = NonNullable<MessageInitShape<typeof ContentSchema>["body"]>;
const contentBytes = (body: ContentBody) => toBinary(ContentSchema, create(ContentSchema, { body }));

/** A frame that sends `body` under `message`, a fresh id unless given. */
export const sending = (room: string, body: ContentBody, message: string = newId()): RequestBody => ({
  case: "send",
  value: { room, message, kind: RECORD_KINDS[body.case as keyof typeof RECORD_KINDS], content: contentBytes(body) },
});
export const saying = (room: string, text: string, message?: string) =>
  sending(room, { case: "message", value: { text } }, message);
export const textOf = (content: Uint8Array): string => {
  const { body } = fromBinary(ContentSchema, content);
  return body.case === "message" ? body.value.text : "";
};
