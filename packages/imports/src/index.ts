/** Turns the archives other messengers export into neutral records. Pure: bytes come from an `Archive` that is passed in. */
export { type Archive, type ArchiveEntry, checkEntryName } from "./archive.ts";
export type { ExportReader, MessagesOptions } from "./export-reader.ts";
export { type Inspection, inspect } from "./inspect.ts";
export { DEFAULT_LIMITS, type ImportLimits } from "./limits.ts";
export { type OpenOptions, openExport } from "./open-export.ts";
export {
  type Attachment,
  type Channel,
  type ChannelSourceId,
  type ExportFormat,
  type Message,
  type MessageSourceId,
  type Person,
  type PersonSourceId,
  type Reaction,
  SKIP_REASONS,
  type Skipped,
  type SkipReason,
  SYSTEM_EVENTS,
  type SystemEvent,
  sourceId,
} from "./records.ts";
export { IMPORT_REFUSAL_CODES, ImportRefusal, type ImportRefusalCode } from "./refusal.ts";
export { type OnSkipped, type SkippedTally, skippedCounter } from "./skipped.ts";
