/**
 * Segments as files: a folder for each room, a file for each segment, named by its range. They are derived from the
 * record, belong to this machine, and are left out of backups; a lost or torn one is made again.
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RoomId } from "@warbler/protocol";
import { decodeSegment, encodeSegment, type SealedSegment, type SeqRange } from "./segment.ts";

const NAME = /^(\d{1,10})-(\d{1,10})\.segment$/;

export interface SegmentFolder {
  /** Ranges of the segments that are there, in no order. */
  ranges(room: RoomId): Promise<SeqRange[]>;
  read(room: RoomId, range: SeqRange): Promise<SealedSegment | undefined>;
  /** A reader finds the old segment or the new one, never a part of it. */
  write(segment: SealedSegment): Promise<void>;
  remove(room: RoomId, range: SeqRange): Promise<void>;
}

export function segmentFolder(root: string): SegmentFolder {
  const pathOf = (room: RoomId, { after, to }: SeqRange) => join(root, room, `${after}-${to}.segment`);
  return {
    ranges: async (room) =>
      (await orNothing(readdir(join(root, room))))?.flatMap((name) => {
        const [, after, to] = NAME.exec(name) ?? [];
        return after === undefined || to === undefined ? [] : [{ after: Number(after), to: Number(to) }];
      }) ?? [],
    read: async (room, range) => {
      const bytes = await orNothing(readFile(pathOf(room, range)));
      return bytes === undefined ? undefined : decodeSegment(room, range, bytes);
    },
    write: async (segment) => {
      const path = pathOf(segment.room, segment.range);
      await mkdir(join(root, segment.room), { recursive: true, mode: 0o700 });
      // Not synced: what a power cut tears does not open, and is made again.
      await writeFile(`${path}.new`, encodeSegment(segment), { mode: 0o600 });
      await rename(`${path}.new`, path);
    },
    remove: (room, range) => rm(pathOf(room, range), { force: true }),
  };
}

async function orNothing<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw cause;
  }
}
