/** Where the messages of an import go: records that the server seals, or an end-to-end room through this client. */
import type { ApiAnswer, ApiInput, ApiName, ImportId, RoomId } from "@warbler/protocol";
import type { Archive } from "../archive.ts";
import type { ExportReader } from "../export-reader.ts";
import type { ExportFormat } from "../records.ts";
import { retrying } from "./retrying.ts";
import type { HistoryRoom, HistoryTarget } from "./run-history-import.ts";
import type { ImportTarget } from "./run-import.ts";
import type { Survey } from "./survey.ts";
import { type FileTicket, type SkippedFile, type UploadedFile, uploadFiles } from "./uploads.ts";

/** A batch of 500 messages is sealed, indexed and synced before it is answered. */
const BATCH_DEADLINE_MS = 120_000;

/** What an import needs of the SDK's client. */
export interface ImportClient {
  api<N extends ApiName>(
    name: N,
    input: ApiInput<N>,
    params?: Readonly<Record<string, string | number>>,
    options?: { readonly signal?: AbortSignal; readonly deadlineMs?: number },
  ): Promise<ApiAnswer<N>>;
  importInto(
    source: HistorySource,
    room: { readonly name: string; readonly topic: string; readonly level: "e2ee" },
  ): Promise<HistoryRoom>;
  room(id: RoomId): Promise<UploadRoom>;
}
interface HistorySource {
  readonly format: string;
  readonly source: string;
  readonly channel: string;
}
/** A room that is there already and takes a channel. */
interface ChosenRoom {
  bringIn(source: HistorySource): Promise<HistoryRoom>;
}
interface UploadRoom {
  upload(
    file: File,
    options: { readonly ticket: FileTicket; readonly signal: AbortSignal; readonly keepMetadata: true },
  ): Promise<{ readonly attachment: UploadedFile }>;
}

/** An export that was read from beginning to end. */
export interface ImportSource {
  readonly format: ExportFormat;
  readonly archive: Archive;
  readonly reader: ExportReader;
  /** Tells this export from others: the same name finds the same import again. */
  readonly name: string;
  readonly survey: Survey;
}

export interface TargetDeps {
  readonly me: ImportClient;
  readonly source: ImportSource;
  /** 32 bytes that only this profile knows. */
  readonly secret: Uint8Array;
  readonly clock: { sleep(ms: number, signal: AbortSignal): Promise<void> };
  readonly signal: AbortSignal;
  readonly skip: (file: SkippedFile) => void;
}

export function sealedTarget(id: ImportId, deps: TargetDeps): ImportTarget {
  const { me, signal } = deps;
  const params = { import: id };
  const call = { signal, deadlineMs: BATCH_DEADLINE_MS };
  const again = againWith(deps);
  return {
    people: (people) => again(() => me.api("importPeople", { people: [...people] }, params, call)),
    room: (room) => again(() => me.api("importRoom", room, params, call)),
    members: (room, accounts) => again(() => me.api("importMembers", { room, accounts: [...accounts] }, params, call)),
    records: (room, records) => again(() => me.api("importRecords", { room, records: [...records] }, params, call)),
    upload: uploadWith(deps),
  };
}

/** `into`: rooms that are there, by the name or id of the channel that goes to them. */
export function historyTarget(into: ReadonlyMap<string, ChosenRoom>, deps: TargetDeps): HistoryTarget {
  const { me, source } = deps;
  const again = againWith(deps);
  const channels = new Map(source.survey.channels.map((channel) => [String(channel.sourceId), channel]));
  return {
    async room({ sourceId, name, topic }) {
      const from = { format: source.format, source: source.name, channel: sourceId };
      const chosen = into.get(sourceId) ?? into.get(channels.get(sourceId)?.name ?? "");
      const history = await again(() =>
        chosen === undefined ? me.importInto(from, { name, topic, level: "e2ee" }) : chosen.bringIn(from),
      );
      return { room: history.room, add: (messages) => again(() => history.add(messages)) };
    },
    upload: uploadWith(deps),
  };
}

const againWith =
  ({ clock, signal }: TargetDeps) =>
  <T>(request: () => Promise<T>) =>
    retrying(request, { clock, signal });

const uploadWith =
  ({ me, source, secret, signal, skip }: TargetDeps): ImportTarget["upload"] =>
  (room, message) =>
    uploadFiles(
      { room, message },
      {
        ...{ archive: source.archive, secret, signal, skip },
        store: async (id, file, ticket) => {
          const stored = await (await me.room(id)).upload(file, { ticket, signal, keepMetadata: true });
          return stored.attachment;
        },
      },
    );
