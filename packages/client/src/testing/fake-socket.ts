/** One connection to the fake server: it speaks the real frames, in the order and with the refusals of the real one. */
import { bytesFromBase64url, ERRORS, type ErrorCode, isId, LIMITS, type MessageId } from "@warbler/protocol";
import {
  type ClientFrame,
  ClientFrameSchema,
  create,
  fromBinary,
  RecordsSchema,
  ServerFrameSchema,
  toBinary,
  type Record as WireRecord,
} from "@warbler/protocol/wire";
import { equalBytes } from "../sync/equal-bytes.ts";
import type { ServerInit, SocketHost } from "./fake-host.ts";
import { type FakeSession, Refused } from "./fake-state.ts";
import type { FakeSocketOutput } from "./network.ts";

type ClientBody = Exclude<ClientFrame["body"], { case: undefined }>;

export class FakeSocket {
  readonly #server: SocketHost;
  readonly #output: FakeSocketOutput;
  #session: FakeSession | undefined;
  #lastRequest = 0;
  #isClosed = false;

  constructor(server: SocketHost, output: FakeSocketOutput) {
    this.#server = server;
    this.#output = output;
  }

  get session(): FakeSession | undefined {
    return this.#session;
  }

  receive(bytes: Uint8Array): void {
    if (this.#isClosed) return;
    const { request, body } = fromBinary(ClientFrameSchema, bytes);
    if (request <= this.#lastRequest) return this.end("replayed");
    this.#lastRequest = request;
    if (body.case === undefined) return this.end("bad-request");
    try {
      const answer =
        body.case === "hello" ? this.#hello(body.value.sessionToken) : this.#answer(this.#signedIn(), body);
      if (answer !== undefined) this.say(answer, request);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.say(failed(error.code, error.detail), request);
    }
  }

  /** Says something, unasked where `request` is 0. */
  say(body: ServerInit, request = 0): void {
    if (this.#isClosed) return;
    const frame = this.#server.spoken(create(ServerFrameSchema, { request, body }));
    if (frame !== undefined) this.#output.send(toBinary(ServerFrameSchema, frame));
  }

  /** Bytes as they are, for tests of what is no frame. */
  sayBytes(bytes: Uint8Array): void {
    this.#output.send(bytes);
  }

  end(code: ErrorCode): void {
    if (this.#isClosed) return;
    this.say(failed(code));
    this.drop();
  }

  /** Breaks the connection without a word. */
  drop(): void {
    if (this.#isClosed) return;
    this.closed();
    this.#output.close();
  }

  closed(): void {
    this.#isClosed = true;
    this.#server.gone(this);
  }

  #hello(token: Uint8Array): ServerInit | undefined {
    const { state } = this.#server;
    const found = [...state.sessions].find(([text]) => equalBytes(bytesFromBase64url(text) ?? new Uint8Array(), token));
    if (found === undefined) {
      this.end("signed-out");
      return undefined;
    }
    this.#session = found[1];
    this.#server.arrived(this);
    const { account, device } = found[1];
    const rooms = [...state.rooms.values()].filter(({ roster }) => roster.has(account));
    return {
      case: "welcome",
      value: {
        account,
        device,
        serverTimeMs: state.nowMs(),
        rooms: rooms.map((room) => wireRoom(state.roomAnswer(room, account))),
        online: this.#server.online().filter((one) => one !== account),
      },
    };
  }

  #answer({ account, device }: FakeSession, body: ClientBody): ServerInit {
    const { state } = this.#server;
    switch (body.case) {
      case "send": {
        const { room: id, message, kind, content } = body.value;
        const room = state.roomFor(account, id);
        if (!isId<MessageId>(message)) throw new Refused("bad-request");
        const isKnown = room.records.some((record) => record.message === message);
        if (room.level !== "sealed" && !isKnown) state.groups.checkContent(room.id, { account, device }, kind, content);
        if (room.level === "sealed" && !isKnown) state.checkContent(room, account, kind, content);
        const { record, isNew } = state.append(room, { author: account, device, message, kind, content });
        if (isNew) this.#server.deliver(room, record);
        const { seq, atMs, log } = record;
        return { case: "sent", value: { room: id, message, seq, atMs, ...(log && { log }) } };
      }
      case "fetch": {
        const { afterSeq, beforeSeq, backwards, limit } = body.value;
        const room = state.roomFor(account, body.value.room);
        const size = limit === 0 ? LIMITS.historyPageRecords : limit;
        const end = beforeSeq === 0 ? room.records.length : beforeSeq - 1;
        const asked = backwards
          ? room.records.slice(Math.max(0, end - size), end)
          : room.records.slice(afterSeq, afterSeq + size);
        const records = backwards ? beginningThatFits(asked.reverse()).reverse() : beginningThatFits(asked);
        const from = backwards ? end - records.length : afterSeq;
        const to = from + records.length;
        const more = backwards ? from > 0 : to < room.records.length;
        const previousCommitment = state.commitmentAt(room, from);
        return { case: "records", value: create(RecordsSchema, { room: room.id, records, more, previousCommitment }) };
      }
      case "markRead": {
        const room = state.roomFor(account, body.value.room);
        const seq = Math.min(body.value.seq, room.records.length);
        if (seq > (room.cursors.get(account) ?? 0)) {
          room.cursors.set(account, seq);
          this.#server.tellMembers(room, { case: "readMoved", value: { room: room.id, account, seq } });
        }
        return { case: "done", value: {} };
      }
      case "setTyping": {
        const room = state.roomFor(account, body.value.room);
        const { typing } = body.value;
        this.#server.tellMembers(room, { case: "typingChanged", value: { room: room.id, account, typing } }, account);
        return { case: "done", value: {} };
      }
      case "setPresence":
        this.#server.tellPresence(account, body.value.away ? "away" : "online");
        return { case: "done", value: {} };
      case "ping":
        return { case: "pong", value: {} };
      case "hello":
        throw new Refused("replayed");
    }
  }

  #signedIn(): FakeSession {
    if (this.#session === undefined) throw new Refused("signed-out");
    return this.#session;
  }
}

export function wireRoom({
  protection: _protection,
  other,
  predecessor,
  successor,
  ...room
}: ReturnType<SocketHost["state"]["roomAnswer"]>) {
  return { ...room, other: other ?? "", predecessor: predecessor ?? "", successor: successor ?? "" };
}

function failed(code: ErrorCode, detail: string = ERRORS[code].en): ServerInit {
  return { case: "failed", value: { code, detail } };
}

/** As the real server does: a page ends before its frame grows too large. */
function beginningThatFits(records: readonly WireRecord[]): WireRecord[] {
  let bytes = 0;
  const tooMany = records.findIndex(({ content }) => {
    bytes += content.length + 512;
    return bytes > LIMITS.socketFrameBytes - 1_024;
  });
  return tooMany === -1 ? [...records] : records.slice(0, tooMany);
}
