/** What comes of taking records in, as far as it has come: nothing of it is stored before the whole batch is done. */
import type { HeldKey } from "@warbler/crypto/keychain";
import type { AccountId, MessageId, RoomRole } from "@warbler/protocol";
import type { StoreWrite } from "../store/store.ts";
import type { RoomRecord } from "../sync/room-record.ts";
import type { GroupDeps } from "./group-deps.ts";
import type { Breakage } from "./group-entry.ts";
import type { HeldGroup } from "./held-group.ts";
import type { OpenedEntry } from "./opened-entry.ts";
import { type GroupMember, roleOf } from "./roster.ts";
import type { SealedEntry } from "./sealed-entry.ts";

export interface ProcessDeps
  extends Pick<
    GroupDeps,
    "account" | "device" | "mls" | "identity" | "store" | "platform" | "logger" | "alarm" | "isOnline"
  > {
  /** What this run of the program encrypted of an import, until it comes back: the same bytes need not be opened again. */
  readonly sealedHere: Map<MessageId, SealedHere>;
}
export type SealedHere = Pick<SealedEntry, "contentKey" | "part" | "content">;

/** The clock of whoever revokes a device and the server's differ by minutes. */
const MOST_APART_MS = 10 * 60_000;

export class Intake {
  readonly deps: ProcessDeps;
  held: HeldGroup;
  readonly writes: StoreWrite[] = [];
  /** For the keychain, before the writes. */
  readonly keys: HeldKey[] = [];
  /** Secrets, after the writes. */
  readonly consumed: Uint8Array[] = [];
  /** Own commits that came back. */
  readonly adopted: Uint8Array[] = [];
  /** Somebody else's commit was taken in. */
  followed = false;
  /** The group, or what waits to be committed, is another now. */
  moved = false;

  constructor(held: HeldGroup, deps: ProcessDeps) {
    this.held = held;
    this.deps = deps;
  }

  /**
   * Whether a device was revoked before it said this, which only a server could let through. What it said before is followed long
   * after; the time that the server gives it only narrows down what nothing else tells.
   */
  async isRevoked({ account, device }: Pick<GroupMember, "account" | "device">, { atMs }: RoomRecord) {
    const revoked = await this.deps.identity.membership.revocation(account, device);
    if (revoked === undefined) return false;
    const { latestAtMs, logSize } = this.held.entry;
    return logSize >= revoked.size || Math.max(latestAtMs, atMs) > revoked.atMs + MOST_APART_MS;
  }

  roleOf(account: AccountId): RoomRole {
    return this.held.group === undefined ? "member" : roleOf(this.held.group.extension, account);
  }

  break(broken: Breakage, record: RoomRecord, detail: string): OpenedEntry {
    this.held = { ...this.held, entry: { ...this.held.entry, broken } };
    this.deps.logger("group-broken", { room: record.room, seq: record.seq, broken, detail });
    const where = { room: record.room, seq: record.seq, account: record.author };
    if (broken !== "lost") this.deps.alarm(broken === "forbidden" ? "group-forbidden" : "group-forked", where, detail);
    return this.missing();
  }

  missing(): OpenedEntry {
    return { kind: "undecryptable", reason: "key-missing", sinceMs: this.deps.platform.nowMs() };
  }

  tampered(record: RoomRecord, expected: string): OpenedEntry {
    this.alarm("content-mismatch", record, `expected ${expected}`);
    return { kind: "undecryptable", reason: "tampered", sinceMs: this.deps.platform.nowMs() };
  }

  alarm(kind: Parameters<GroupDeps["alarm"]>[0], { room, seq }: RoomRecord, detail: string): void {
    this.deps.alarm(kind, { room, seq }, detail);
  }
}
