/** How much an export may ask of us before it is refused. The defaults fit real exports of hundreds of gigabytes. */

export interface ImportLimits {
  readonly maxEntries: number;
  readonly maxEntryNameBytes: number;
  /** Uncompressed size of one entry. */
  readonly maxEntryBytes: number;
  /** Uncompressed size of all entries together. */
  readonly maxTotalBytes: number;
  /** Uncompressed to compressed size, of the archive and of each entry above `ratioFloorBytes`. */
  readonly maxRatio: number;
  /** Entries up to this size may have any ratio: a page of equal lines is no bomb. */
  readonly ratioFloorBytes: number;
  /** One JSON record: a user, a channel with its members, a message, a post with its replies. */
  readonly maxRecordBytes: number;
  /** One day of one Slack channel, which is sorted in memory. */
  readonly maxDayFileBytes: number;
  /** Messages of one Slack channel or one Mattermost file: about 40 bytes of index each. */
  readonly maxIndexedMessages: number;
  readonly maxPeople: number;
  readonly maxChannels: number;
  /** Text of Mattermost posts held at once while they are put into order. */
  readonly sortWindowBytes: number;
}

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

export const DEFAULT_LIMITS: ImportLimits = {
  maxEntries: 1_000_000,
  maxEntryNameBytes: 1024,
  maxEntryBytes: 32 * GIB,
  maxTotalBytes: 512 * GIB,
  // Chat history as JSON deflates 5 to 30 times; DEFLATE itself ends at 1032.
  maxRatio: 250,
  ratioFloorBytes: 4 * MIB,
  maxRecordBytes: 16 * MIB,
  maxDayFileBytes: 256 * MIB,
  // A JavaScript Set ends at 2^24 members.
  maxIndexedMessages: 16_000_000,
  maxPeople: 1_000_000,
  maxChannels: 500_000,
  sortWindowBytes: 128 * MIB,
};
