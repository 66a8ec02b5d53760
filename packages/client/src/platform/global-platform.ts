/** The platform made of the globals that browsers and Node share. */
import { nowMs, sleep } from "./clock.ts";
import type { Platform, SocketListener } from "./platform.ts";

export const globalPlatform: Platform = {
  fetch: (url, init) => fetch(url, init),
  openSocket,
  nowMs,
  sleep,
  randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
};

function openSocket(url: string, listener: SocketListener) {
  const socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => listener.opened();
  socket.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (data instanceof ArrayBuffer) listener.received(new Uint8Array(data));
    else socket.close();
  };
  socket.onclose = () => listener.closed();
  return {
    send(bytes: Uint8Array) {
      // The browser's queue takes no views of shared memory, which the SDK never makes; the copy satisfies the type.
      if (socket.readyState === WebSocket.OPEN) socket.send(new Uint8Array(bytes));
    },
    close: () => socket.close(),
  };
}
