/** The socket's protobuf messages and their codec. */
export { create, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
export * from "./generated/end-to-end_pb.ts";
export * from "./generated/sync_pb.ts";
export { encodeServerFrame, type FrameMemory, type ServerBody } from "./server-frames.ts";
