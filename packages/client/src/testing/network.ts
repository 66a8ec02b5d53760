/** The lines between clients and the fake server: a perfect one, and one that loses, repeats, delays and reorders. */
import type { Platform, SocketLike, SocketListener } from "../platform/platform.ts";
import type { SeededRandom } from "./seeded-random.ts";

export interface FakeSocketOutput {
  send(bytes: Uint8Array): void;
  close(): void;
}

/** The server's end of a line. */
export interface ServerEnd {
  receive(bytes: Uint8Array): void;
  closed(): void;
}

export interface Line {
  readonly isReachable: () => boolean;
  readonly accept: (output: FakeSocketOutput) => ServerEnd;
  readonly listener: SocketListener;
}

export interface Network {
  connect(line: Line): SocketLike;
  fetch(answer: () => Promise<Response>): Promise<Response>;
}

/** Everything arrives, in order, in no time. */
export const perfectNetwork: Network = {
  connect: (line) => connectLine(line, (deliver) => deliver()),
  fetch: (answer) => answer(),
};

export interface Faults {
  /** Chance that a frame is lost. */
  readonly lost: number;
  readonly repeated: number;
  /** Longest delay of a frame; unequal delays also reorder. */
  readonly delayMs: number;
  /** Chance that the connection breaks when a frame is sent. */
  readonly broken: number;
}

/** Faults as of now; `heal` makes the network perfect, `fail` faulty again. */
export class FaultyNetwork implements Network {
  readonly #random: SeededRandom;
  readonly #clock: Pick<Platform, "sleep">;
  #faults: Faults;

  constructor(faults: Faults, random: SeededRandom, clock: Pick<Platform, "sleep">) {
    this.#faults = faults;
    this.#random = random;
    this.#clock = clock;
  }

  heal(): void {
    this.#faults = { lost: 0, repeated: 0, delayMs: 0, broken: 0 };
  }

  fail(faults: Faults): void {
    this.#faults = faults;
  }

  connect(line: Line): SocketLike {
    return connectLine(line, (deliver, breakLine) => this.#carry(deliver, breakLine));
  }

  async fetch(answer: () => Promise<Response>): Promise<Response> {
    if (this.#random.chance(this.#faults.lost)) throw new TypeError("fetch failed");
    const response = await answer();
    // Lost on the way back: the server did what was asked, and the client does not know.
    if (this.#random.chance(this.#faults.lost)) throw new TypeError("fetch failed");
    return response;
  }

  #carry(deliver: () => void, breakLine: () => void): void {
    const { lost, repeated, broken } = this.#faults;
    if (this.#random.chance(broken)) return breakLine();
    if (this.#random.chance(lost)) return;
    const times = this.#random.chance(repeated) ? 2 : 1;
    for (let time = 0; time < times; time++) this.#later(deliver);
  }

  #later(deliver: () => void): void {
    const delayMs = this.#random.below(this.#faults.delayMs + 1);
    if (delayMs === 0) deliver();
    else this.#clock.sleep(delayMs).then(deliver, () => {});
  }
}

type Carry = (deliver: () => void, breakLine: () => void) => void;

function connectLine({ isReachable, accept, listener }: Line, carry: Carry): SocketLike {
  let isOver = false;
  const over = () => {
    if (isOver) return;
    isOver = true;
    listener.closed();
  };
  const breakLine = () => {
    socket.closed();
    over();
  };
  const socket = accept({
    send: (bytes) => carry(() => !isOver && listener.received(bytes.slice()), breakLine),
    // What the server said before it closed still arrives.
    close: () => carry(() => over(), breakLine),
  });
  queueMicrotask(() => {
    if (isOver) return;
    if (isReachable()) listener.opened();
    else breakLine();
  });
  return {
    send: (bytes) => {
      if (!isOver) carry(() => !isOver && socket.receive(bytes.slice()), breakLine);
    },
    close: () => queueMicrotask(breakLine),
  };
}
