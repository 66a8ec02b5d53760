/** Who is in a room and what it is called: told and changed by the server for `sealed` rooms. */
import type { AccountId, ApiAnswer, RoomId, RoomRole } from "@warbler/protocol";
import type { ApiClient } from "../session/api-client.ts";
import { infoFromAnswer, type RoomInfo } from "./room-info.ts";

export type Roster = ApiAnswer<"roster">["members"];

/** Each resolves when the change is durable. */
export interface RoomMembership {
  roster(): Promise<Roster>;
  add(accounts: readonly AccountId[]): Promise<Roster>;
  remove(account: AccountId): Promise<void>;
  leave(): Promise<void>;
  grantRole(account: AccountId, role: RoomRole): Promise<void>;
  describe(change: { readonly name?: string; readonly topic?: string }): Promise<void>;
}

export interface ServerMembershipDeps {
  readonly api: ApiClient;
  readonly update: (info: RoomInfo) => void;
}

export function serverMembership(room: RoomId, { api, update }: ServerMembershipDeps): RoomMembership {
  return {
    roster: async () => (await api.call("roster", undefined, { room })).members,
    add: async (accounts) => (await api.call("addMembers", { members: [...accounts] }, { room })).members,
    remove: (account) => api.call("removeMember", undefined, { room, account }),
    leave: () => api.call("leaveRoom", undefined, { room }),
    grantRole: (account, role) => api.call("grantRoomRole", { role }, { room, account }),
    describe: async (change) => update(infoFromAnswer(await api.call("describeRoom", { ...change }, { room }))),
  };
}
