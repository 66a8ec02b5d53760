import type { AccountId, DeviceId, MessageId, RoomId } from "@warbler/protocol";
import { count, digest, endToEnd, id, nullable, sealed, table, timeMs } from "../../kernel/tables.ts";

/** The MLS group of each end-to-end room as it stands. `epoch` is what commits compare and swap. */
export const groups = table(
  "groups",
  {
    room: id<RoomId>(),
    /** Rises when a broken group is replaced by a new one. */
    generation: count(),
    epoch: count(),
    /** Record of the handshake that made this epoch. */
    handshake: id<MessageId>(),
    /** Proposals that the next commit must take up. */
    pending: count(),
    epoch_hash: digest(),
    /** Record that last gave the room its name and topic. */
    described: nullable(id<MessageId>()),
    group_info: sealed<Uint8Array>(
      { key: "room", of: "room" },
      "signed account of the group: public keys and who is in it",
    ),
    /** The epoch from which the tree is followed by its handshakes, with GroupInfo and tree at that epoch. */
    snapshot_epoch: count(),
    snapshot_info: sealed<Uint8Array>({ key: "room", of: "room" }, "as group_info, of the snapshot's epoch"),
    snapshot_tree: sealed<Uint8Array>({ key: "room", of: "room" }, "public keys of the group's members"),
  },
  { primaryKey: ["room"] },
);

/** Who is in the group: one leaf of its ratchet tree for each device. Follows the commits. */
export const groupLeaves = table(
  "group_leaves",
  { room: id<RoomId>(), leaf: count(), account: id<AccountId>(), device: id<DeviceId>() },
  { primaryKey: ["room", "leaf"], indexes: [["device"]] },
);

/**
 * Which records are handshakes of which epoch: proposals made in it, and the commit that ended it. Those since the snapshot
 * are kept here too, so that erasing what a person wrote does not end the group of a room they committed to.
 */
export const groupHandshakes = table(
  "group_handshakes",
  {
    room: id<RoomId>(),
    message: id<MessageId>(),
    generation: count(),
    epoch: count(),
    author: id<AccountId>(),
    content: nullable(sealed<Uint8Array>({ key: "room", of: "room" }, "a signed change of the group: public keys")),
  },
  { primaryKey: ["room", "message"], indexes: [["room", "generation", "epoch"]] },
);

/** What a commit says to the devices it adds, once for all of them, until the last has joined. */
export const welcomes = table(
  "welcomes",
  {
    room: id<RoomId>(),
    handshake: id<MessageId>(),
    generation: count(),
    epoch: count(),
    epoch_hash: digest(),
    welcome: endToEnd({ key: "room", of: "room" }, "the group's secrets, encrypted to each device that joins"),
    tree: sealed<Uint8Array>({ key: "room", of: "room" }, "public keys of the group's members"),
  },
  { primaryKey: ["room", "handshake"] },
);
export const welcomeReaders = table(
  "welcome_readers",
  { device: id<DeviceId>(), room: id<RoomId>(), handshake: id<MessageId>(), account: id<AccountId>() },
  { primaryKey: ["device", "room", "handshake"], indexes: [["room", "handshake"]] },
);

/** Devices that made something else of an epoch than its committer, or could not follow it. */
export const groupReports = table(
  "group_reports",
  { room: id<RoomId>(), generation: count(), epoch: count(), device: id<DeviceId>(), at_ms: timeMs() },
  { primaryKey: ["room", "generation", "epoch", "device"] },
);
export const groupTables = [groups, groupLeaves, groupHandshakes, welcomes, welcomeReaders, groupReports] as const;
