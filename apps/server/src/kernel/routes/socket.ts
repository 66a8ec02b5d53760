/**
 * The socket `/api/sync`: one upgrade handler with Origin check, size limit, and so many connections for an account. Frames of one turn
 * of the loop go out in one write.
 */
import type { Server } from "node:https";
import { type AccountId, LIMITS } from "@warbler/protocol";
import { WebSocketServer } from "ws";
import type { Caller } from "../policy/policy.ts";
import { SOCKET_PATH } from "./authenticator.ts";
import type { FrameRoute } from "./frame-route.ts";
import { LiveConnection, type SocketDeps } from "./live-connection.ts";
import { newNonce } from "./proof-memory.ts";
import { joining } from "./server-message.ts";

export interface SocketServer {
  /** Who is connected, one for each connection. */
  callers(): readonly Caller[];
  /** Ends the connections of which this holds, also those whose hello is still looked at; they are told why. */
  end(which: (caller: Caller) => boolean): void;
  /** Ends all and takes no more. */
  close(): void;
}

export function mountSocket(server: Server, routes: readonly FrameRoute[], deps: SocketDeps): SocketServer {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LIMITS.socketFrameBytes,
    perMessageDeflate: false,
    clientTracking: false,
  });
  const byCase = new Map(routes.map((one) => [one.case as string, one]));
  const live = new Set<LiveConnection>();
  const connectionsOf = new Map<AccountId, number>();
  const admit = (account: AccountId): boolean => {
    const connected = connectionsOf.get(account) ?? 0;
    if (connected >= LIMITS.socketsPerAccount) return false;
    connectionsOf.set(account, connected + 1);
    return true;
  };
  const goneOf = (account: AccountId) => {
    const left = (connectionsOf.get(account) ?? 0) - 1;
    if (left > 0) connectionsOf.set(account, left);
    else connectionsOf.delete(account);
  };
  let closing = false;
  let unflushed: LiveConnection[] = [];
  const flushAll = () => {
    const connections = unflushed;
    unflushed = [];
    const join = joining();
    for (const connection of connections) connection.flush(join);
  };
  const flushSoon = (connection: LiveConnection) => {
    if (unflushed.push(connection) === 1) setImmediate(flushAll);
  };

  server.on("upgrade", (request, socket, head) => {
    const refuseUpgrade = (status: string) =>
      void socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    const [path, query] = (request.url ?? "").split("?");
    // Browsers always send Origin with a WebSocket; another site's page must not be able to open one here.
    const isForeign =
      request.headers.origin !== undefined && request.headers.origin !== `https://${request.headers.host}`;
    if (closing) return refuseUpgrade("503 Service Unavailable");
    if (path !== SOCKET_PATH) return refuseUpgrade("404 Not Found");
    if (isForeign) return refuseUpgrade("403 Forbidden");
    sockets.handleUpgrade(request, socket, head, (ws) => {
      const gone = () => {
        live.delete(connection);
        if (connection.isSignedIn()) goneOf(connection.caller.account);
      };
      const address = request.socket.remoteAddress ?? "";
      const connection = new LiveConnection({
        ws,
        stream: socket,
        address,
        host: request.headers.host ?? "",
        // RFC 9449 §8: this one is of the connection. Who does not ask for it is told nothing before their hello.
        nonce: new URLSearchParams(query).has("dpop") ? newNonce() : undefined,
        routes: byCase,
        deps,
        admit,
        gone,
        flushSoon,
      });
      live.add(connection);
    });
  });

  return {
    callers: () => [...live].flatMap((connection) => (connection.isSignedIn() ? [connection.caller] : [])),
    end: (which) => {
      for (const connection of live) connection.endWhere(which);
    },
    close: () => {
      closing = true;
      for (const connection of live) connection.end({ code: "stopping" });
      sockets.close();
    },
  };
}
