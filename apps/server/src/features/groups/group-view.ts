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
  proposalIn,
  receivePublicProposal,
  reopenPublicGroup,
} from "@warbler/mls/public";
import type { AccountId, DeviceId, RoomId } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import type { GroupStore } from "./store.ts";
import { groupHandshakes, groups } from "./tables.ts";

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

  /** The state at the group's current epoch, from the snapshot on; undefined when the room was erased. */
  const replay = async (room: RoomId): Promise<PublicGroup | undefined> => {
    const row = await store.group(room);
    if (row === undefined) throw new Error(`room ${room} has no group`);
    const info = vault.openBytes(groups, "snapshot_info", row);
    const tree = vault.openBytes(groups, "snapshot_tree", row);
    if (info === ERASED || tree === ERASED) return undefined;
    const opened = await reopenPublicGroup(mls, info, tree);
    if (!opened.ok) throw new Error(`damaged snapshot of the group of room ${room}: ${opened.refusal.detail}`);
    let state = opened.value;
    const since = (await store.handshakesFrom(room, row.generation, row.snapshot_epoch)).flatMap((handshake) => {
      const content = handshake.content === null ? ERASED : vault.openBytes(groupHandshakes, "content", handshake);
      return content === ERASED ? [] : [{ message: handshake.message, epoch: handshake.epoch, content }];
    });
    // Within an epoch all proposals come before the commit that ends it.
    for (const { message, content } of since.toSorted((a, b) => a.epoch - b.epoch || rank(a) - rank(b))) {
      const followed = proposalIn(content).ok
        ? await receivePublicProposal(mls, state, content)
        : await applyPublicCommit(mls, state, content, undefined);
      if (!followed.ok) throw new Error(`cannot follow handshake ${room}/${message}: ${followed.refusal.detail}`);
      state = followed.value.group;
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
    async state(room: RoomId, view: GroupView): Promise<PublicGroup | undefined> {
      const known = states.get(room);
      const isCurrent =
        known !== undefined && known.context.epoch === BigInt(view.epoch) && known.waiting.length === view.pending;
      if (isCurrent) return known;
      const state = await replay(room);
      if (state !== undefined) keep(room, state);
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

const rank = ({ content }: { readonly content: Uint8Array }): number => (proposalIn(content).ok ? 0 : 1);
