/** The cable between browsers and the server: it can be pulled, also after so many bytes, and says how much went through it. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export type Direction = "up" | "down";

export interface Cable extends AsyncDisposable {
  /** The server, by way of the cable. */
  readonly url: string;
  /** Bytes that went through so far, with TLS around them. */
  readonly bytes: Readonly<Record<Direction, number>>;
  pull(): void;
  /** Pulls it as soon as so many more bytes went this way. */
  pullAfter(direction: Direction, bytes: number): void;
  plugIn(): void;
}

export async function layCable(serverUrl: string): Promise<Cable> {
  const { hostname, port } = new URL(serverUrl);
  const bytes = { up: 0, down: 0 };
  const pullAt = { up: Number.POSITIVE_INFINITY, down: Number.POSITIVE_INFINITY };
  const sockets = new Set<Socket>();
  let isPulled = false;

  const pull = () => {
    isPulled = true;
    for (const socket of sockets) socket.destroy();
  };
  const carry = (from: Socket, to: Socket, direction: Direction) => {
    sockets.add(from);
    from.on("data", (chunk) => {
      bytes[direction] += chunk.length;
      if (bytes[direction] >= pullAt[direction]) return pull();
      if (!to.write(chunk)) from.pause();
    });
    to.on("drain", () => from.resume());
    from.on("error", () => undefined);
    from.on("close", () => {
      sockets.delete(from);
      to.destroy();
    });
  };
  const listener = createServer((near) => {
    if (isPulled) {
      near.destroy();
      return;
    }
    const far = connect(Number(port), hostname);
    carry(near, far, "up");
    carry(far, near, "down");
  });
  await once(listener.listen(0, hostname), "listening");
  const { port: nearPort } = listener.address() as AddressInfo;

  return {
    url: `https://${hostname}:${nearPort}`,
    bytes,
    pull,
    pullAfter(direction, more) {
      pullAt[direction] = bytes[direction] + more;
    },
    plugIn() {
      isPulled = false;
      pullAt.up = Number.POSITIVE_INFINITY;
      pullAt.down = Number.POSITIVE_INFINITY;
    },
    async [Symbol.asyncDispose]() {
      pull();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}
