/** What the engine of an end-to-end room needs. */
import type { DeviceKey } from "@warbler/crypto/identity";
import type { AccountId, DeviceId, RoomId } from "@warbler/protocol";
import type { Errands } from "../errands.ts";
import type { Fail } from "../errors.ts";
import type { AlarmKind } from "../events.ts";
import type { Logger, Platform } from "../platform/platform.ts";
import type { Store } from "../store/store.ts";
import type { WireSent } from "../wire/server-frame.ts";
import type { DeliveryService } from "./delivery-service.ts";
import type { IdentityView } from "./identity-view.ts";
import type { MlsTools } from "./mls-tools.ts";

export interface OutgoingFrame {
  readonly room: RoomId;
  readonly message: string;
  readonly kind: number;
  readonly content: Uint8Array;
}

export interface GroupDeps {
  readonly account: AccountId;
  readonly device: DeviceId;
  readonly deviceKey: DeviceKey;
  readonly mls: MlsTools;
  readonly identity: IdentityView;
  readonly delivery: DeliveryService;
  /** One try to send a record; rejects with the refusal. */
  readonly send: (frame: OutgoingFrame) => Promise<WireSent>;
  /** How many one-time key packages this device keeps on the server; 100 unless told. */
  readonly keyPackages?: number;
  readonly isOnline: () => boolean;
  readonly store: Store;
  readonly platform: Platform;
  readonly errands: Errands;
  readonly fail: Fail;
  readonly logger: Logger;
  /** Aborts when the client closes. */
  readonly stop: AbortSignal;
  /** `account`: who committed what broke the group, by the record's word. */
  readonly alarm: (
    kind: AlarmKind,
    where: { readonly room?: RoomId; readonly seq?: number; readonly account?: AccountId },
    detail: string,
  ) => void;
}
