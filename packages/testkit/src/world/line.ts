/**
 * The line between one device and the server. It can be cut, and someone in the middle can change what passes: as the
 * device verifies nothing but TLS here, that is also what a server that lies looks like.
 */
import {
  type ClientFrame,
  ClientFrameSchema,
  fromBinary,
  type ServerFrame,
  ServerFrameSchema,
  toBinary,
} from "@warbler/protocol/wire";
import type { Platform, SocketLike, SocketListener } from "@warbler/sdk";

/** One request of the HTTP interface. */
export interface Call {
  readonly method: string;
  /** With its query, without the server's address. */
  readonly path: string;
  readonly body: string | Uint8Array | undefined;
}

/** Each may be left out; what it does not change it returns as it came. */
export interface Meddler {
  /** What the device gets in this frame's stead: nothing, itself, or several. */
  toDevice?(frame: ServerFrame): readonly ServerFrame[];
  /** What the server gets in this frame's stead. */
  toServer?(frame: ClientFrame): readonly ClientFrame[];
  /** Answers without asking the server, or undefined to let the call through. */
  instead?(call: Call): Promise<Response | undefined> | Response | undefined;
  /** Changes what the server answered. */
  answer?(call: Call, response: Response): Promise<Response> | Response;
}

export class Line {
  /** Who sits in the middle. */
  meddler: Meddler | undefined;
  #isCut = false;
  readonly #open = new Set<{ close(): void; say(frame: ServerFrame): void }>();

  /** Nothing passes any more; sockets close. */
  cut(): void {
    this.#isCut = true;
    for (const socket of [...this.#open]) socket.close();
  }

  mend(): void {
    this.#isCut = false;
  }

  /** Closes the sockets once; the device may connect again at once. */
  drop(): void {
    for (const socket of [...this.#open]) socket.close();
  }

  /** Tells the device something that the server never said. */
  inject(frame: ServerFrame): void {
    for (const socket of this.#open) socket.say(frame);
  }

  /** The same platform over this line. */
  over(platform: Platform): Platform {
    return {
      ...platform,
      fetch: (url, init) => this.#fetch(platform, url, init),
      openSocket: (url, listener) => this.#openSocket(platform, url, listener),
    };
  }

  async #fetch(platform: Platform, url: string, init: RequestInit): Promise<Response> {
    const { pathname, search } = new URL(url);
    const body = typeof init.body === "string" || init.body instanceof Uint8Array ? init.body : undefined;
    const call: Call = { method: init.method ?? "GET", path: `${pathname}${search}`, body };
    const unreachable = () => new TypeError("the line is cut");
    if (this.#isCut) throw unreachable();
    const made = await this.meddler?.instead?.(call);
    const answer = made ?? (await platform.fetch(url, init));
    if (this.#isCut) throw unreachable();
    return this.meddler?.answer === undefined ? answer : this.meddler.answer(call, answer);
  }

  #openSocket(platform: Platform, url: string, listener: SocketListener): SocketLike {
    const socket = platform.openSocket(url, {
      opened: () => {
        if (this.#isCut) return socket.close();
        listener.opened();
      },
      received: (bytes) => {
        for (const one of this.#toDevice(bytes)) listener.received(one);
      },
      closed: () => {
        this.#open.delete(end);
        listener.closed();
      },
    });
    const end = {
      close: () => socket.close(),
      say: (frame: ServerFrame) => listener.received(toBinary(ServerFrameSchema, frame)),
    };
    this.#open.add(end);
    return {
      send: (bytes) => {
        if (this.#isCut) return;
        for (const one of this.#toServer(bytes)) socket.send(one);
      },
      close: () => socket.close(),
    };
  }

  #toDevice(bytes: Uint8Array): readonly Uint8Array[] {
    if (this.#isCut) return [];
    if (this.meddler?.toDevice === undefined) return [bytes];
    return this.meddler
      .toDevice(fromBinary(ServerFrameSchema, bytes))
      .map((frame) => toBinary(ServerFrameSchema, frame));
  }

  #toServer(bytes: Uint8Array): readonly Uint8Array[] {
    if (this.meddler?.toServer === undefined) return [bytes];
    return this.meddler
      .toServer(fromBinary(ClientFrameSchema, bytes))
      .map((frame) => toBinary(ClientFrameSchema, frame));
  }
}
