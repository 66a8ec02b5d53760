import { type AccountId, isId, type RoomId } from "@warbler/protocol";
import { create, DoneSchema } from "@warbler/protocol/wire";
import type { Feature } from "../../kernel/feature.ts";
import { ok, refuse } from "../../kernel/result.ts";
import { frameRoute } from "../../kernel/routes/frame-route.ts";
import type { ConversationRules } from "../conversations/index.ts";
import type { Delivery } from "./delivery.ts";

const roomOf = ({ room }: { readonly room: RoomId }) => ({ kind: "room", room }) as const;
const done = (log?: { readonly leaf: number; readonly position: number }) =>
  ok({
    case: "done",
    value: create(DoneSchema, log === undefined ? {} : { log: { leaf: log.leaf, position: log.position } }),
  } as const);

export const deliveryFeature = (delivery: Delivery, conversations: ConversationRules): Feature => ({
  name: "delivery",
  tables: [],
  routes: [],
  frames: [
    frameRoute("markRead", ({ room, seq }) =>
      isId<RoomId>(room) ? ok({ room, seq }) : refuse("bad-request", "expected the id of a room"),
    )
      .requires("cursor.move", roomOf)
      .handle(async (grant, { seq }) => {
        const moved = await conversations.markRead(grant, seq);
        return moved.ok ? done(moved.value) : moved;
      }),
    frameRoute("setTyping", ({ room, typing }) =>
      isId<RoomId>(room) ? ok({ room, typing }) : refuse("bad-request", "expected the id of a room"),
    )
      .requires("presence.tell", roomOf)
      .handle((grant, { typing }) => {
        delivery.typing(grant.resource.room, grant.caller.account, typing);
        return done();
      }),
    frameRoute("setPresence", ({ away }) => ok({ away }))
      .requires("account.change", (_input, caller: { readonly account: AccountId }) => ({
        kind: "account",
        account: caller.account,
      }))
      .handle(async (grant, { away }) => {
        const told = await delivery.presence(grant.resource.account, away);
        return told.ok ? done() : told;
      }),
  ],
});
