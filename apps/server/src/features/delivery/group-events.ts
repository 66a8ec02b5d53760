/** What members are told of their groups: the handshakes themselves, Welcomes that wait, removals to commit, forks. */
import type { AccountId, RoomId } from "@warbler/protocol";
import type { Ledger } from "../../kernel/ledger.ts";
import type { AppendedRecord, Receipt, RecordToAppend } from "../../kernel/plan.ts";
import { forkReported, groupBegun, groupCommitted, groupLeft, historyAdded, removalProposed } from "../groups/index.ts";
import { identityChanged } from "../identity/index.ts";
import type { Addressee } from "./device-events.ts";

interface GroupEvent {
  readonly room: RoomId;
  readonly kind: "welcome" | "proposal" | "forked";
}
export interface GroupEventsDeps {
  deliver(record: RecordToAppend, appended: AppendedRecord | undefined): void;
  roomChanged(room: { readonly room: RoomId; readonly accounts: readonly AccountId[] }): void;
  tell(to: Addressee, event: GroupEvent): void;
  rosterOf(room: RoomId): Promise<readonly AccountId[]>;
  inBackground(work: Promise<unknown>): void;
}

export function onGroupEvents(ledger: Pick<Ledger, "on">, deps: GroupEventsDeps): void {
  const deliverAll = (records: readonly RecordToAppend[], receipt: Receipt) => {
    for (const [at, record] of records.entries()) deps.deliver(record, receipt.records[at]);
  };
  const tellRoom = (event: GroupEvent) =>
    deps.inBackground(
      deps.rosterOf(event.room).then((accounts) => {
        for (const account of accounts) deps.tell({ account }, event);
      }),
    );

  ledger.on(groupBegun, (notice, receipt) => deliverAll(notice.records, receipt));
  ledger.on(groupCommitted, ({ room, accounts, records, welcomed }, receipt) => {
    deliverAll(records, receipt);
    deps.roomChanged({ room, accounts });
    for (const device of welcomed) deps.tell(device, { room, kind: "welcome" });
  });
  ledger.on(groupLeft, ({ room, accounts, records }, receipt) => {
    deliverAll(records, receipt);
    deps.roomChanged({ room, accounts });
    if (records.length > 0) tellRoom({ room, kind: "proposal" });
  });
  ledger.on(identityChanged, ({ proposals }, receipt) => {
    deliverAll(proposals, receipt);
    for (const room of new Set(proposals.map((record) => record.room))) tellRoom({ room, kind: "proposal" });
  });
  ledger.on(removalProposed, ({ room, records }, receipt) => {
    deliverAll(records, receipt);
    tellRoom({ room, kind: "proposal" });
  });
  // Too much to hand on: everyone fetches what the room has more than they hold.
  ledger.on(historyAdded, ({ room }) =>
    deps.inBackground(deps.rosterOf(room).then((accounts) => deps.roomChanged({ room, accounts }))),
  );
  ledger.on(forkReported, ({ room }) => tellRoom({ room, kind: "forked" }));
}
