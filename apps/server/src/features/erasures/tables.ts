import type { AccountId, DeviceId, RoomId } from "@warbler/protocol";
import { count, id, table, timeMs } from "../../kernel/tables.ts";

/** Devices that say they destroyed what they held of an erasure, by the room's number of it. Their word, which nothing proves. */
export const erasureConfirmations = table(
  "erasure_confirmations",
  { room: id<RoomId>(), number: count(), device: id<DeviceId>(), account: id<AccountId>(), at_ms: timeMs() },
  { primaryKey: ["room", "number", "device"] },
);
