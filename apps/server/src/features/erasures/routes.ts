import { type HttpRoute, route } from "../../kernel/routes/route.ts";
import type { ErasureRules } from "./erasures.ts";
import type { RoomErasureRules } from "./room-erasures.ts";

const org = () => ({ kind: "org" }) as const;

export const erasureRoutes = (rules: ErasureRules, ofRooms: RoomErasureRules): readonly HttpRoute[] => [
  route("erase")
    .requires("records.erase", org)
    .handle((grant, { body }) => rules.erase(grant, body)),
  route("erasures")
    .requires("erasures.list", org)
    .handle((grant) => rules.list(grant)),
  route("withdrawErasure")
    .requires("erasures.withdraw", org)
    .handle((grant, { params }) => rules.withdraw(grant, params.erasure)),
  route("roomErasures")
    .requires("erasure.follow", ({ params }) => ({ kind: "room", room: params.room }))
    .handle((grant, { params, body }) => ofRooms.since(grant, params.seq, body.since)),
  route("confirmErasures")
    .requires("erasure.follow", ({ params }) => ({ kind: "room", room: params.room }))
    .handle((grant, { body }) => ofRooms.confirm(grant, body)),
];
