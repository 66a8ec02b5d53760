/**
 * A review as it stands: its tagged row, the heads of its snapshot, what was decided, and what became of it. Whatever of that
 * somebody changed, put back or took out in the database makes it damaged, and nothing is decided or removed by it any more.
 */
import { hash } from "node:crypto";
import {
  type AccountId,
  base64urlFromBytes,
  type Decision,
  type DeviceId,
  type ReviewEffect,
  type ReviewId,
  type ReviewSettings,
  type SnapshotPart,
  snapshotPart,
  snapshotText,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import type { RowOf } from "../../kernel/tables.ts";
import type { PartHead, ReviewStore } from "./store.ts";
import { type DecidedTogether, reviewBatches, reviewCampaigns, reviewEffects, reviewParts } from "./tables.ts";

export interface Batch extends DecidedTogether {
  readonly account: AccountId | null;
  readonly device: DeviceId | null;
  readonly atMs: number;
}
export interface Decided {
  readonly decision: Decision;
  readonly by: AccountId | null;
  readonly reason: string;
}
export interface Effect {
  readonly effect: ReviewEffect;
  readonly why: string | null;
}
export interface Campaign {
  readonly row: RowOf<typeof reviewCampaigns>;
  readonly about: ReviewSettings;
  readonly heads: readonly PartHead[];
  readonly batches: readonly Batch[];
  readonly decided: ReadonlyMap<number, Decided>;
  readonly effects: ReadonlyMap<number, Effect>;
  readonly isDamaged: boolean;
}

export type CampaignDeps = Pick<Kernel, "reader" | "tagged" | "vault"> & { readonly store: ReviewStore };
const CACHED_CAMPAIGNS = 20;
const CACHED_PARTS = 64;

export const isRooms = ({ about }: Campaign): boolean => about.scope.kind === "rooms";
export const sha256 = (bytes: Uint8Array | string): Buffer => hash("sha256", bytes, "buffer");
export const digestText = (bytes: Uint8Array): string => base64urlFromBytes(bytes);
/** The digest of a whole snapshot. */
export const snapshotDigest = (review: ReviewId, hashes: readonly Uint8Array[]): Buffer =>
  sha256(snapshotText(review, hashes.map(digestText)));

export function campaignsOver({ tagged, vault, store }: CampaignDeps) {
  const known = new Map<ReviewId, { readonly version: string; readonly campaign: Campaign }>();
  const parts = new Map<string, SnapshotPart>();

  const batchesOf = async (id: ReviewId) => {
    const { rows, isWhole } = await tagged.of(reviewBatches, id);
    const sorted = rows.toSorted((a, b) => a.batch - b.batch);
    const batches = sorted.flatMap((row): Batch[] => {
      const body = vault.open(reviewBatches, "body", row);
      return body === ERASED ? [] : [{ ...body, account: row.account, device: row.device, atMs: row.at_ms }];
    });
    return {
      batches,
      isWhole: isWhole && batches.length === rows.length && sorted.every((row, at) => row.batch === at),
    };
  };
  const effectsOf = async (id: ReviewId) => {
    const { rows, isWhole } = await tagged.of(reviewEffects, id);
    const effects = rows.map((row): [number, Effect] => {
      const why = row.why === null ? null : vault.open(reviewEffects, "why", row);
      return [row.item, { effect: row.effect, why: why === ERASED ? null : why }];
    });
    return { effects: new Map(effects), isWhole };
  };

  /** Reads all of it anew. */
  const read = async (id: ReviewId): Promise<Campaign | undefined> => {
    const { rows, isWhole } = await tagged.of(reviewCampaigns, id);
    const [row] = rows;
    const about = row === undefined ? ERASED : vault.open(reviewCampaigns, "about", row);
    if (row === undefined || about === ERASED) return undefined;
    const [{ batches, ...decisions }, { effects, ...effected }] = [await batchesOf(id), await effectsOf(id)];
    const heads = await store.heads(id);
    const decided = new Map<number, Decided>();
    for (const { account, decisions: list } of batches)
      for (const [item, decision, reason] of list)
        if (!decided.has(item)) decided.set(item, { decision, by: account, reason });
    const isSnapshotWhole =
      snapshotDigest(
        id,
        heads.map(({ hash: one }) => one),
      ).equals(row.snapshot) && heads.reduce((sum, { items }) => sum + items, 0) === row.items;
    const isDamaged = !(isWhole && decisions.isWhole && effected.isWhole && isSnapshotWhole);
    return { row, about, heads, batches, decided, effects, isDamaged };
  };

  return {
    read,

    /** As `read`, without reading again what has not grown. */
    async of(id: ReviewId): Promise<Campaign | undefined> {
      const version = await store.version(id);
      const cached = known.get(id);
      if (cached?.version === version) return cached.campaign;
      const campaign = await read(id);
      if (campaign === undefined || campaign.isDamaged) return campaign;
      if (known.size >= CACHED_CAMPAIGNS) known.clear();
      known.set(id, { version, campaign });
      return campaign;
    },

    /** Next time it is read from the database, all of it. */
    forget(id: ReviewId): void {
      known.delete(id);
      for (const name of [...parts.keys()]) if (name.startsWith(`${id}/`)) parts.delete(name);
    },

    /** A part of the snapshot, or undefined where it is not what the review began with. */
    async part({ review, part, hash: expected }: PartHead): Promise<SnapshotPart | undefined> {
      const name = `${review}/${part}`;
      const cached = parts.get(name);
      if (cached !== undefined) return cached;
      const row = await store.part(review, part);
      const bytes = row === undefined ? undefined : opened(() => vault.openBytes(reviewParts, "body", row));
      if (bytes === undefined || bytes === ERASED || !sha256(bytes).equals(expected)) return undefined;
      const made = snapshotPart.parse(JSON.parse(new TextDecoder().decode(bytes)));
      if (parts.size >= CACHED_PARTS) parts.clear();
      parts.set(name, made);
      return made;
    },
  };
}
export type Campaigns = ReturnType<typeof campaignsOver>;

/** Somebody else's bytes in the place of a part do not open; that is told as damage of the review, not of the server. */
function opened<T>(open: () => T): T | undefined {
  try {
    return open();
  } catch {
    return undefined;
  }
}
