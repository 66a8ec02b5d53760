import { LIMITS, type RoomId } from "@warbler/protocol";
import { type HttpRoute, route } from "../../kernel/routes/route.ts";
import type { AttachmentRules } from "./attachments.ts";

const roomOf = ({ params }: { readonly params: { readonly room: RoomId } }) =>
  ({ kind: "room", room: params.room }) as const;

export const attachmentRoutes = (rules: AttachmentRules): readonly HttpRoute[] => [
  route("startAttachment")
    .requires("attachment.write", ({ body }) => ({ kind: "room", room: body.room }))
    .handle((grant, { body }) => rules.start(grant, body)),
  route("attachment")
    .requires("attachment.read", roomOf)
    .handle((grant, { params }) => rules.read(grant, params.attachment)),
  // A chunk and its tag of 16 bytes.
  route("putChunk", { maxBodyBytes: LIMITS.attachmentChunkBytes + 16 })
    .requires("attachment.write", roomOf)
    .handle((grant, { params, bytes }) => rules.putChunk(grant, params.attachment, params.chunk, bytes)),
  route("getChunk")
    .requires("attachment.read", roomOf)
    .handle((grant, { params }) => rules.getChunk(grant, params.attachment, params.chunk)),
];
