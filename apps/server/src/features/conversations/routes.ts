import type { AccountId, RoomId } from "@warbler/protocol";
import { type HttpRoute, route } from "../../kernel/routes/route.ts";
import type { ConversationRules } from "./conversations.ts";

const roomOf = ({ params }: { readonly params: { readonly room: RoomId } }) =>
  ({ kind: "room", room: params.room }) as const;

export function conversationRoutes(rules: ConversationRules): readonly HttpRoute[] {
  return [
    route("createRoom")
      .requires("room.create", () => ({ kind: "org" }))
      .handle((grant, { body }) => rules.create(grant, body)),
    route("rooms")
      .requires("room.list", (_input, caller: { readonly account: AccountId }) => ({
        kind: "account",
        account: caller.account,
      }))
      .handle((grant) => rules.list(grant)),
    route("room")
      .requires("room.read", roomOf)
      .handle((grant) => rules.read(grant)),
    route("describeRoom")
      .requires("room.describe", roomOf)
      .handle((grant, { body }) => rules.describe(grant, body)),
    route("roster")
      .requires("room.read", roomOf)
      .handle((grant) => rules.roster(grant)),
    route("readers")
      .requires("room.read", roomOf)
      .handle((grant) => rules.readers(grant)),
    route("addMembers")
      .requires("room.add-member", roomOf)
      .handle((grant, { body }) => rules.addMembers(grant, body)),
    route("removeMember")
      .requires("room.remove-member", roomOf)
      .handle((grant, { params }) => rules.removeMember(grant, params.account)),
    route("leaveRoom")
      .requires("room.leave", roomOf)
      .handle((grant) => rules.leave(grant)),
    route("grantRoomRole")
      .requires("room.grant-role", roomOf)
      .handle((grant, { params, body }) => rules.grantRoomRole(grant, params.account, body.role)),
  ];
}
