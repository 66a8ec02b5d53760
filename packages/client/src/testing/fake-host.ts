/** What connections and routes need of the fake server, so that neither imports it. */
import type {
  AccountId,
  DeviceId,
  ErrorCode,
  OrgRole,
  ProtectionLevel,
  RoomId,
  RoomKind,
  RoomRole,
} from "@warbler/protocol";
import type { MessageInitShape, ServerFrame, ServerFrameSchema, Record as WireRecord } from "@warbler/protocol/wire";
import type { TokenAuth } from "../session/auth.ts";
import type { FakeGroup } from "./fake-groups.ts";
import type { FakePerson, FakeRoom, FakeSession, FakeState } from "./fake-state.ts";

export type ServerInit = NonNullable<MessageInitShape<typeof ServerFrameSchema>["body"]>;

export interface HostedSocket {
  readonly session: FakeSession | undefined;
  say(body: ServerInit): void;
  end(code: ErrorCode): void;
  drop(): void;
}

export interface SocketHost {
  readonly state: FakeState;
  spoken(frame: ServerFrame): ServerFrame | undefined;
  arrived(socket: HostedSocket): void;
  gone(socket: HostedSocket): void;
  online(): readonly AccountId[];
  deliver(room: FakeRoom, record: WireRecord): void;
  tellMembers(room: FakeRoom, body: ServerInit, except?: AccountId): void;
  tellPresence(account: AccountId, state: "online" | "away" | "offline"): void;
}

export interface DeviceEventHost {
  /** Tells all of the account's connections, or those of one of its devices. */
  tellDevices(
    account: AccountId,
    event: { readonly kind: string; readonly approval?: string },
    device?: DeviceId,
  ): void;
  /** Ends the device's sessions and forgets it. */
  endDevice(account: AccountId, device: DeviceId): void;
}

export interface RouteHost extends DeviceEventHost {
  erase(room: FakeRoom, scope: Parameters<FakeState["erase"]>[1]): void;
  tellAccount(account: AccountId, body: ServerInit): void;
  readonly url: string;
  readonly state: FakeState;
  addPerson(person: {
    readonly handle: string;
    readonly name?: string;
    readonly password?: string;
    readonly role?: OrgRole;
  }): FakePerson;
  startSession(
    person: FakePerson,
    device: { id: TokenAuth["device"] } | { name: string; verifyingKey: string },
  ): TokenAuth;
  endSession(token: string): void;
  addRoom(room: {
    readonly id?: RoomId;
    readonly name: string;
    readonly owner: AccountId;
    readonly members?: readonly AccountId[];
    readonly kind?: RoomKind;
    readonly level?: ProtectionLevel;
    readonly topic?: string;
  }): FakeRoom;
  deliver(room: FakeRoom, record: WireRecord): void;
  /** The room's people are those whose devices are in its group. */
  /** Proposes that a device goes, once more where it was proposed in an epoch that is over. */
  proposeRemoval(room: FakeRoom, device: DeviceId): Promise<void>;
  rosterFollowed(room: FakeRoom, before: FakeGroup | undefined, after: FakeGroup): void;
  /** Takes someone out of an end-to-end room before its group has. */
  left(room: FakeRoom, account: AccountId): void;
  join(room: FakeRoom, account: AccountId, by: AccountId): void;
  leave(room: FakeRoom, account: AccountId, by: AccountId): void;
  setRole(room: FakeRoom, account: AccountId, role: RoomRole, by: AccountId): void;
  tellRoom(room: FakeRoom): void;
}
