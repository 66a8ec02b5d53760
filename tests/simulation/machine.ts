/** The real server on a disk and a network that a simulation owns. */
import { join } from "node:path";
import type { Platform } from "@warbler/sdk";
import type { Network, SeededRandom, VirtualClock } from "@warbler/sdk/testing";
import { type Clock, configFrom, type RunningServer, startServer } from "@warbler/server";
import { type MemoryTransit, memoryTransit } from "@warbler/testkit";
import type { Disk } from "./disk.ts";
import { type WriterHere, writerHere } from "./writer-here.ts";

export const URL_OF_SERVER = "https://warbler.simulation";

/** From a start to an end, in order or not. */
interface Life {
  readonly server: RunningServer;
  readonly writer: WriterHere;
  readonly transit: MemoryTransit;
  /** Nobody hears from it any more, and it hears of no timer. */
  kill(): void;
}

export class Machine {
  readonly #disk: Disk;
  readonly #clock: VirtualClock;
  readonly #random: SeededRandom;
  #life: Life | undefined;
  /** The store failed and the server stopped by itself, as it must. */
  #isBroken = false;

  constructor(disk: Disk, clock: VirtualClock, random: SeededRandom) {
    this.#disk = disk;
    this.#clock = clock;
    this.#random = random;
  }

  get isUp(): boolean {
    return this.#life !== undefined && !this.#isBroken && this.#disk.hasPower;
  }

  /** Starts on what the disk holds now; after a loss of power, on what that left. */
  async start(): Promise<void> {
    if (this.isUp) return;
    await this.stop();
    this.#disk.restorePower();
    this.#isBroken = false;
    const transit = memoryTransit();
    const state = { isOver: false };
    const kill = () => {
      state.isOver = true;
      transit.drop();
    };
    this.#disk.onPowerLoss = kill;
    const clock = clockOf(this.#clock, state);
    const writer = writerHere(this.#disk, this.#random, clock.nowMs);
    // Nobody asks for the web client, whose files a server reads when it starts.
    const web = { WARBLER_WEB: join(this.#disk.folder, "no-web-client") };
    const server = await startServer(configFrom({ WARBLER_DATA: this.#disk.folder, WARBLER_PORT: "443", ...web }), {
      clock,
      log: () => undefined,
      onBroken: () => {
        this.#isBroken = true;
        kill();
      },
      openTransit: () =>
        ({
          https: transit.server,
          listener: nothingListens,
          serve: () => undefined,
          endConnections: () => undefined,
          reload: () => undefined,
        }) as never,
      startWriter: writer.start,
    });
    this.#life = { server, writer, transit, kill };
    this.#disk.isSafe = false;
  }

  /** Ends what runs, in order where it still can. */
  async stop(): Promise<void> {
    const life = this.#life;
    if (life === undefined) return;
    this.#life = undefined;
    life.kill();
    this.#disk.isSafe = true;
    await life.server[Symbol.asyncDispose]();
  }

  /** Closes all connections; the server goes on. */
  dropConnections(): void {
    this.#life?.transit.drop();
  }

  checkpoint(): void {
    const connection = this.#life?.writer.connection();
    if (this.isUp && connection !== undefined) this.#disk.checkpoint(connection);
  }

  /** A device's machine, whose only way to the server is this network. */
  platform(network: Network): Platform {
    const clock = this.#clock;
    return {
      nowMs: () => clock.nowMs(),
      sleep: (ms, signal) => clock.sleep(ms, signal),
      randomBytes: (count) => this.#random.bytes(count),
      fetch: (url, init) =>
        network.fetch(() => this.#transit()?.fetch(url, init) ?? Promise.reject(new TypeError("fetch failed"))),
      openSocket: (url, listener) =>
        network.connect({
          isReachable: () => this.isUp,
          accept: (output) => this.#transit()?.openSocket(url, output) ?? nobodyThere,
          listener,
        }),
    };
  }

  #transit(): MemoryTransit | undefined {
    return this.isUp ? this.#life?.transit : undefined;
  }
}

const nobodyThere = { receive: () => undefined, closed: () => undefined };
const nothingListens = {
  once: () => undefined,
  listen: (_port: number, _host: string, done: () => void) => done(),
  address: () => ({ port: 443 }),
  close: () => undefined,
};

/** The server's clock over virtual time; a machine that is over hears of no timer any more. */
function clockOf(clock: VirtualClock, state: { readonly isOver: boolean }): Clock {
  const after = (ms: number, work: () => void): (() => void) => {
    const cancel = new AbortController();
    clock.sleep(ms, cancel.signal).then(
      () => {
        if (!state.isOver) work();
      },
      () => undefined,
    );
    return () => cancel.abort();
  };
  return {
    nowMs: () => clock.nowMs(),
    wait: (ms, signal) => clock.sleep(ms, signal),
    after,
    deadline: (ms) => {
      const controller = new AbortController();
      after(ms, () => controller.abort());
      return controller.signal;
    },
  };
}
