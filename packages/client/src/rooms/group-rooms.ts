/**
 * Makes rooms that have a group: new ones, the successors of others, and those that an import fills. Who is in such a room and what
 * it is called is for its members to say; the server gets neither.
 */
import type { AccountId, ProtectionLevel, RoomId, RoomKind } from "@warbler/protocol";
import type { Fail } from "../errors.ts";
import type { Groups } from "../groups/index.ts";
import type { ApiClient } from "../session/api-client.ts";
import type { Store } from "../store/store.ts";
import type { NewRoom } from "../warbler.ts";
import type { NewGroupRoom } from "./end-to-end-room.ts";
import type { KnownLevels } from "./known-levels.ts";
import type { LiveRoom } from "./live-room.ts";
import type { Room } from "./room.ts";
import type { RoomBook } from "./room-book.ts";
import type { ImportSource, RoomImport } from "./room-import.ts";
import { successorOf } from "./successor.ts";

export interface GroupRoomsDeps {
  readonly account: AccountId;
  readonly api: ApiClient;
  readonly store: Store;
  readonly fail: Fail;
  readonly levels: Pick<KnownLevels, "note">;
  readonly book: Pick<RoomBook, "get" | "noteAnswer">;
  readonly client: {
    room(id: RoomId): Promise<LiveRoom>;
    createRoom(room: NewRoom): Promise<LiveRoom>;
  };
  readonly groups: () => Promise<Pick<Groups, "claimFor">>;
  readonly newRoomId: () => RoomId;
}

export function groupRooms({ api, store, levels, book, client, groups, newRoomId, ...deps }: GroupRoomsDeps) {
  const create = async ({
    id,
    kind,
    ...room
  }: Omit<NewGroupRoom, "devices"> & { readonly id: RoomId; readonly kind: RoomKind }): Promise<LiveRoom> => {
    const { level, members, predecessor } = room;
    // Before there is a room: one that somebody cannot come into would be left half made.
    const devices = await (await groups()).claimFor(members);
    // A server that says otherwise later is not believed.
    await levels.note(id, level);
    const other = kind === "direct" ? [...members] : [];
    const asked = { id, kind, level, members: other, ...(predecessor !== undefined && { predecessor }) };
    const made = book.noteAnswer(await api.call("createRoom", asked));
    await made.endToEnd?.begin({ ...room, devices });
    return made;
  };

  return {
    create,

    async changeLevel(room: Room, level: ProtectionLevel): Promise<LiveRoom> {
      const next = { ...(await successorOf(room, level, deps.account, deps)), id: newRoomId() };
      return level === "sealed" ? book.noteAnswer(await api.call("createRoom", next)) : create(next);
    },

    async importInto(source: ImportSource, room: NewRoom): Promise<RoomImport> {
      const { roomForImport } = await import("../groups/index.ts");
      const isIn = (one: RoomId) => book.get(one) !== undefined;
      const { id, isBegun } = await roomForImport(source, { store, isIn, account: deps.account, newRoom: newRoomId });
      const made = isBegun ? await client.room(id) : await client.createRoom({ level: "e2ee", ...room, id });
      return made.bringIn(source);
    },
  };
}
