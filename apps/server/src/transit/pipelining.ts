/** Requests that come on a connection before those before them are answered: HTTP/1.1 allows any number, and no client here sends one. */
import type { RequestListener } from "node:http";

const MOST = 8;

/**
 * As `handler`, and ends a connection on which more than a few requests wait. Node stops reading only once answers wait to be written:
 * until then each of thousands could hold a chunk of a file in memory.
 */
export function fewAtATime(handler: RequestListener): RequestListener {
  const waiting = new WeakMap<object, number>();
  return (request, response) => {
    const { socket } = request;
    const before = waiting.get(socket) ?? 0;
    if (before >= MOST) return void socket.destroy();
    waiting.set(socket, before + 1);
    response.once("close", () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1));
    handler(request, response);
  };
}
