/** Carries out an erasure in an end-to-end room: what the log names goes, with all that was done to it, page by page. */
import type { MessageId } from "@warbler/protocol";
import type { ErasureReach } from "../erasures/erasure-reach.ts";
import type { EngineHost } from "../rooms/end-to-end-room.ts";
import { destroyPage } from "../sync/destroy-records.ts";
import type { Lane } from "../sync/lane.ts";
import type { RoomRecord } from "../sync/room-record.ts";
import type { OpenedRecord } from "../timeline/opened-record.ts";
import { writesWithout } from "./destroy-contents.ts";
import { effectsOf, namedWrongly } from "./effects-of.ts";
import type { EngineState } from "./engine-state.ts";
import type { GroupDeps } from "./group-deps.ts";

export interface DestroyDeps extends Pick<GroupDeps, "store" | "identity" | "alarm"> {
  readonly host: EngineHost;
  readonly state: EngineState;
  /** Nothing is read while a page goes. */
  readonly reading: Lane;
  /** What this run of the program still holds of it. */
  readonly forget: (message: MessageId) => void;
  readonly read: (records: readonly RoomRecord[]) => Promise<readonly OpenedRecord[]>;
}

export async function destroyInRoom(
  reach: ErasureReach,
  { host, state, reading, forget, read, ...deps }: DestroyDeps,
): Promise<void> {
  const { store, alarm } = deps;
  const wrong = await namedWrongly(reach, store);
  for (const seq of wrong)
    alarm("erasure-unproven", { room: host.id, seq }, "a record was said to edit an erased message, and does not");
  const reaches = (record: RoomRecord) => reach.reaches(record) && !wrong.has(record.seq);
  // With a message goes what was done to it, whether or not whoever erased it could name that.
  const effects = await effectsOf(host.id, reaches, store);
  const isMeant = (record: RoomRecord) => reaches(record) || effects.has(record.seq);
  const alongside = (records: readonly RoomRecord[]) => writesWithout(records, deps);
  // No record is opened meanwhile, here or by another program, which would keep what it says once more.
  const next = (seq: number) =>
    reading.run(() =>
      state.step(async () => ({
        value: await host.sync.undisturbed(() => destroyPage(host.id, seq, { store, isMeant, alongside })),
      })),
    );
  for (let page = await next(0); page !== undefined; page = await next(page.lastSeq)) {
    for (const { message } of page.records) forget(message);
    if (page.records.length > 0) host.opened(await read(page.records), "changed", false);
  }
}
