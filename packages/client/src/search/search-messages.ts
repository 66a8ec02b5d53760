/** Asks the server and this device, puts what they found together, newest first, and puts names to it. */
import type { AccountId, MessageId, ProtectionLevel, RoomId, SearchAnswer } from "@warbler/protocol";
import { WarblerError } from "../errors.ts";
import type { People } from "../rooms/people.ts";
import type { ApiClient } from "../session/api-client.ts";
import type { FoundMessages, SearchOptions } from "./search.ts";

const HITS = 20;

/** A room of this account. The texts of those that are not `sealed` only its members' devices have. */
export interface SearchedRoom {
  readonly id: RoomId;
  readonly name: string;
  readonly level: ProtectionLevel;
  /** Of a direct room, which is called after its other person. */
  readonly other: AccountId | undefined;
  readonly endToEnd: { find(query: TextSearch): Promise<FoundTexts> } | undefined;
}

export type TextSearch = Pick<SearchOptions, "from" | "has" | "beforeMs" | "afterMs"> & { readonly query: string };

export interface FoundTexts {
  readonly hits: readonly {
    readonly seq: number;
    readonly message: MessageId;
    readonly author: AccountId;
    readonly atMs: number;
    readonly text: string;
    /** Who wrote it in the system it was brought in from. */
    readonly importedAuthor?: string;
  }[];
  /** How many messages of the room this device could search. */
  readonly messages: number;
  readonly sinceMs?: number;
}

export interface SearchDeps {
  readonly api: ApiClient;
  readonly people: People;
  readonly rooms: readonly SearchedRoom[];
}

type Hits = readonly (SearchAnswer["hits"][number] & Pick<FoundTexts["hits"][number], "importedAuthor">)[];
interface Asked {
  readonly hits: Hits;
  readonly scope: SearchAnswer["scope"];
  readonly more: boolean;
  readonly isOffline: boolean;
}

const NOTHING: Asked = { hits: [], scope: { rooms: 0, messages: 0 }, more: false, isOffline: false };

export async function searchMessages(query: string, options: SearchOptions, deps: SearchDeps): Promise<FoundMessages> {
  const { limit = HITS } = options;
  const wanted = typeof options.in === "object" ? options.in.id : options.in;
  const rooms = deps.rooms.filter(({ id, level }) => level !== "sealed" && (wanted === undefined || id === wanted));
  const isHereOnly = wanted !== undefined && rooms.length > 0;
  const [asked, here] = await Promise.all([
    isHereOnly ? NOTHING : askServer(query, wanted, options, deps, rooms.length > 0),
    searchHere(query, options, rooms),
  ]);
  const all = [...asked.hits, ...here.hits].sort((a, b) => b.atMs - a.atMs);
  const hits = all.slice(0, limit);
  await deps.people.learn(hits.map(({ author }) => author));
  return {
    hits: hits.map(({ room, message, author, ...hit }) => ({
      ...hit,
      id: message,
      room,
      roomName: nameOf(room, deps),
      author: deps.people.authorOf(author),
    })),
    scope: {
      ...asked.scope,
      isOffline: asked.isOffline,
      ...(rooms.length > 0 && { device: { rooms: rooms.length, ...here.scope } }),
    },
    more: asked.more || all.length > limit,
  };
}

/** Empty for a room that this client does not know. */
function nameOf(id: RoomId, { rooms, people }: SearchDeps): string {
  const room = rooms.find((one) => one.id === id);
  return room?.other === undefined ? (room?.name ?? "") : people.nameOf(room.other);
}

/** A server that cannot be reached hides nothing of what is here. */
async function askServer(
  query: string,
  room: RoomId | undefined,
  { from, has, beforeMs, afterMs, limit }: SearchOptions,
  { api }: SearchDeps,
  mayBeOffline: boolean,
): Promise<Asked> {
  try {
    const answer = await api.call("search", {
      query,
      ...(room !== undefined && { room }),
      ...(from !== undefined && { from }),
      ...(has !== undefined && { has }),
      ...(beforeMs !== undefined && { beforeMs }),
      ...(afterMs !== undefined && { afterMs }),
      ...(limit !== undefined && { limit }),
    });
    return { ...answer, isOffline: false };
  } catch (error) {
    if (!mayBeOffline || !(error instanceof WarblerError) || !error.retryable) throw error;
    return { ...NOTHING, isOffline: true };
  }
}

async function searchHere(
  query: string,
  { from, has, beforeMs, afterMs }: SearchOptions,
  rooms: readonly SearchedRoom[],
) {
  const search = {
    query,
    ...(from !== undefined && { from }),
    ...(has !== undefined && { has }),
    ...(beforeMs !== undefined && { beforeMs }),
    ...(afterMs !== undefined && { afterMs }),
  };
  const found = await Promise.all(
    rooms.map(async ({ id, endToEnd }) => ({
      room: id,
      ...((await endToEnd?.find(search)) ?? { hits: [], messages: 0 }),
    })),
  );
  const since = found.flatMap(({ sinceMs }) => sinceMs ?? []);
  return {
    hits: found.flatMap(({ room, hits }) =>
      hits.map((hit) => ({ ...hit, room, imported: hit.importedAuthor !== undefined })),
    ),
    scope: {
      messages: found.reduce((sum, { messages }) => sum + messages, 0),
      ...(since.length > 0 && { sinceMs: Math.min(...since) }),
    },
  };
}
