/** Where the messages of an import go: records that the server seals, or an end-to-end room through this client. */
import type { Archive, ExportReader } from "@warbler/imports";
import {
  type HistoryTarget,
  type ImportTarget,
  retrying,
  type SkippedFile,
  type Survey,
  uploadFiles,
} from "@warbler/imports/bring-in";
import type { ImportId } from "@warbler/protocol";
import type { Room, Warbler } from "@warbler/sdk";
import type { Clock } from "../clock.ts";

export const FORMATS = ["slack", "mattermost"] as const;
/** A batch of 500 messages is sealed, indexed and synced before it is answered. */
const BATCH_DEADLINE_MS = 120_000;

export interface Source {
  readonly format: (typeof FORMATS)[number];
  readonly archive: Archive;
  readonly reader: ExportReader;
  readonly name: string;
  readonly survey: Survey;
}

interface TargetDeps {
  readonly me: Warbler;
  readonly source: Source;
  /** 32 bytes that only this profile knows. */
  readonly secret: Uint8Array;
  readonly clock: Clock;
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
export function historyTarget(into: ReadonlyMap<string, Room>, deps: TargetDeps): HistoryTarget {
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
