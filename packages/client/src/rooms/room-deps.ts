/** What a room needs of its client. */
import type { AccountId, RoomId } from "@warbler/protocol";
import type { LogWatch } from "../audit/log-watch.ts";
import type { Connection } from "../connection/connection.ts";
import type { Errands } from "../errands.ts";
import type { Fail } from "../errors.ts";
import type { AlarmKind } from "../events.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { Logger, Platform } from "../platform/platform.ts";
import type { ApiClient } from "../session/api-client.ts";
import type { Store } from "../store/store.ts";
import type { TimelineMessage } from "../timeline/timeline-message.ts";
import type { EnterRoom } from "./end-to-end-room.ts";
import type { People } from "./people.ts";
import type { RecallRule } from "./recall-rule.ts";
import type { Room } from "./room.ts";

export interface RoomDeps {
  readonly account: AccountId;
  readonly api: ApiClient;
  readonly connection: Pick<Connection, "request" | "state">;
  readonly outbox: Outbox;
  readonly people: People;
  readonly recallRule: () => RecallRule;
  readonly store: Store;
  /** Loaded when the log is first looked at. */
  readonly log: () => Promise<LogWatch>;
  /** Loads what end-to-end rooms need, once. */
  readonly enterRoom: () => Promise<EnterRoom>;
  readonly platform: Platform;
  readonly fail: Fail;
  readonly logger: Logger;
  readonly errands: Errands;
  /** Aborts when the client closes. */
  readonly stop: AbortSignal;
  readonly alarm: (kind: AlarmKind, where: { readonly room: RoomId; readonly seq: number }, detail: string) => void;
  readonly told: (room: Room, message: TimelineMessage) => void;
  readonly changed: (room: Room) => void;
}
