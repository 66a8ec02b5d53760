import { isId, LIMITS, type MessageId, type RoomId } from "@warbler/protocol";
import { ok, refuse } from "../../kernel/result.ts";
import { type FrameRoute, frameRoute } from "../../kernel/routes/frame-route.ts";
import { type HttpRoute, route } from "../../kernel/routes/route.ts";
import type { MessageRules } from "./messages.ts";

const roomOf = ({ room }: { readonly room: RoomId }) => ({ kind: "room", room }) as const;

export const messageFrames = (rules: MessageRules): readonly FrameRoute[] => [
  frameRoute("send", ({ room, message, kind, content: bytes }) => {
    if (!isId<RoomId>(room) || !isId<MessageId>(message))
      return refuse("bad-request", "expected ids of room and message");
    return ok({ room, message, kind, bytes });
  })
    .requires("message.send", roomOf)
    .handle(async (grant, input) => {
      const sent = await rules.send(grant, input);
      if (!sent.ok) return sent;
      const [record] = sent.value.records;
      if (record === undefined) throw new Error("a sent message has a record");
      const { seq, atMs, leaf, position } = record;
      const { message } = input;
      const { room } = grant.resource;
      const log = { $typeName: "warbler.sync.v1.LogPosition", leaf, position } as const;
      return ok({ case: "sent", value: { $typeName: "warbler.sync.v1.Sent", room, message, seq, atMs, log } });
    }),
  frameRoute("fetch", ({ room, afterSeq, beforeSeq, backwards, limit }) => {
    if (!isId<RoomId>(room)) return refuse("bad-request", "expected the id of a room");
    if (limit > LIMITS.historyPageRecords)
      return refuse("bad-request", `at most ${LIMITS.historyPageRecords} records a page, got ${limit}`);
    return ok({ room, afterSeq, beforeSeq, backwards, limit: limit === 0 ? LIMITS.historyPageRecords : limit });
  })
    .requires("message.read", roomOf)
    .handle(async (grant, page) => {
      const fetched = await rules.fetch(grant, page);
      return fetched.ok ? ok({ case: "records", value: fetched.value }) : fetched;
    }),
];

export const messageRoutes = (rules: MessageRules): readonly HttpRoute[] => [
  route("pins")
    .requires("room.read", ({ params }) => ({ kind: "room", room: params.room }))
    .handle((grant) => rules.pins(grant)),
];
