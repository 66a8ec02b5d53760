/** Asks the server, and puts names to what it found. */
import type { RoomId } from "@warbler/protocol";
import type { People } from "../rooms/people.ts";
import type { ApiClient } from "../session/api-client.ts";
import type { FoundMessages, SearchOptions } from "./search.ts";

export interface SearchDeps {
  readonly api: ApiClient;
  readonly people: People;
  /** Empty for a room that this client does not know. */
  readonly roomName: (room: RoomId) => string;
}

export async function searchMessages(query: string, options: SearchOptions, deps: SearchDeps): Promise<FoundMessages> {
  const { from, beforeMs, afterMs, limit } = options;
  const room = typeof options.in === "object" ? options.in.id : options.in;
  const answer = await deps.api.call("search", {
    query,
    ...(room !== undefined && { room }),
    ...(from !== undefined && { from }),
    ...(beforeMs !== undefined && { beforeMs }),
    ...(afterMs !== undefined && { afterMs }),
    ...(limit !== undefined && { limit }),
  });
  await deps.people.learn(answer.hits.map(({ author }) => author));
  const hits = answer.hits.map(({ room: id, message, author, ...hit }) => ({
    ...hit,
    id: message,
    room: id,
    roomName: deps.roomName(id),
    author: { id: author, name: deps.people.nameOf(author) },
  }));
  return { hits, scope: answer.scope, more: answer.more };
}
