/**
 * Groups as this server knows them. For each message only epoch and devices are needed; for a commit the whole public state,
 * which is a snapshot of the ratchet tree followed by the handshakes since.
 *
 * Cost: a group that is known costs nothing to find. Loading the devices is one query of as many rows; loading the state
 * decodes the tree and follows at most `SNAPSHOT_EPOCHS` commits.
 */
import {
  applyPublicCommit,
  type MlsDeps,
  type PublicGroup,
  receivePublicProposal,
  reopenPublicGroup,
} from "@warbler/mls/public";
import { type AccountId, type DeviceId, RECORD_KINDS, type RoomId } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import type { GroupStore } from "./store.ts";
import { groups } from "./tables.ts";

/** Commits after which the tree is stored anew. */
export const SNAPSHOT_EPOCHS = 32;
const CACHED_VIEWS = 20_000;
/** Whole states take some hundred bytes for each member. */
const CACHED_STATES = 256;

/** What sending needs to know. */
export interface GroupView {
  readonly generation: number;
  readonly epoch: number;
  readonly pending: number;
  readonly epochHash: Uint8Array;
  /** By device, whose it is. */
  readonly devices: ReadonlyMap<DeviceId, AccountId>;
}

export interface GroupViewsDeps extends Pick<Kernel, "vault"> {
  readonly store: GroupStore;
  /** For following what was judged when it was taken. */
  readonly mls: MlsDeps;
}

export function groupViews({ vault, store, mls }: GroupViewsDeps) {
  const views = new Map<RoomId, GroupView>();
  const states = new Map<RoomId, PublicGroup>();

  const load = async (room: RoomId): Promise<GroupView | undefined> => {
    const [row, leaves] = await Promise.all([store.group(room), store.leaves(room)]);
    if (row === undefined) return undefined;
    if (views.size >= CACHED_VIEWS) views.clear();
    const view = {
      generation: row.generation,
      epoch: row.epoch,
      pending: row.pending,
      epochHash: row.epoch_hash,
      devices: new Map(leaves.map(({ device, account }) => [device, account])),
    };
    views.set(room, view);
    return view;
  };

  /** The state at the group's current epoch, from the snapshot on. */
  const replay = async (room: RoomId): Promise<PublicGroup> => {
    const row = await store.group(room);
    if (row === undefined) throw new Error(`room ${room} has no group`);
    const info = vault.openBytes(groups, "snapshot_info", row);
    const tree = vault.openBytes(groups, "snapshot_tree", row);
    if (info === ERASED || tree === ERASED) throw new Error(`the group of room ${room} was erased`);
    const opened = await reopenPublicGroup(mls, info, tree);
    if (!opened.ok) throw new Error(`damaged snapshot of the group of room ${room}: ${opened.refusal.detail}`);
    let state = opened.value;
    for (const record of await store.handshakesFrom(room, row.generation, row.snapshot_epoch)) {
      const content = vault.openRecord(record);
      if (content === ERASED) throw new Error(`handshake ${room}/${record.seq} was erased`);
      if (record.kind === RECORD_KINDS.proposal) {
        const received = await receivePublicProposal(mls, state, content.content);
        if (!received.ok) throw new Error(`cannot follow proposal ${room}/${record.seq}: ${received.refusal.detail}`);
        state = received.value.group;
        continue;
      }
      const applied = await applyPublicCommit(mls, state, content.content, undefined);
      if (!applied.ok) throw new Error(`cannot follow commit ${room}/${record.seq}: ${applied.refusal.detail}`);
      state = applied.value.group;
    }
    return state;
  };

  const keep = (room: RoomId, state: PublicGroup) => {
    states.delete(room);
    states.set(room, state);
    const oldest = states.size > CACHED_STATES ? states.keys().next().value : undefined;
    if (oldest !== undefined) states.delete(oldest);
  };

  return {
    async view(room: RoomId): Promise<GroupView | undefined> {
      return views.get(room) ?? load(room);
    },
    /** As it is stored now, whatever was known. */
    reload: load,
    async state(room: RoomId, view: GroupView): Promise<PublicGroup> {
      const known = states.get(room);
      const isCurrent =
        known !== undefined && known.context.epoch === BigInt(view.epoch) && known.waiting.length === view.pending;
      if (isCurrent) return known;
      const state = await replay(room);
      keep(room, state);
      return state;
    },
    keep,
    forget(room: RoomId): void {
      views.delete(room);
      states.delete(room);
    },
    forgetView(room: RoomId): void {
      views.delete(room);
    },
  };
}
