/** What a person's own devices are told of each other: approvals, keys handed over, changes of the list and of recovery. */
import type { AccountId, DeviceId } from "@warbler/protocol";
import type { Ledger } from "../../kernel/ledger.ts";
import { approvalAnswered, approvalAsked, keysHandedOver } from "../devices/index.ts";
import { identityChanged } from "../identity/index.ts";
import { keyPackagesClaimed } from "../key-packages/index.ts";
import { recoveryChanged, recoveryOpened } from "../keychain/index.ts";

interface Event {
  readonly kind: "approval" | "identity" | "recovery" | "transfer" | "key-packages-low";
  readonly approval?: string;
}
/** All connections of the account, or those of one of its devices. */
export interface Addressee {
  readonly account: AccountId;
  readonly device?: DeviceId;
}

export function onDeviceEvents(ledger: Pick<Ledger, "on">, tell: (to: Addressee, event: Event) => void): void {
  for (const fact of [approvalAsked, approvalAnswered])
    ledger.on(fact, ({ account, approval }) => tell({ account }, { kind: "approval", approval }));
  for (const fact of [recoveryChanged, recoveryOpened])
    ledger.on(fact, ({ account }) => tell({ account }, { kind: "recovery" }));
  ledger.on(identityChanged, ({ account }) => tell({ account }, { kind: "identity" }));
  ledger.on(keyPackagesClaimed, ({ low }) => {
    for (const device of low) tell(device, { kind: "key-packages-low" });
  });
  ledger.on(keysHandedOver, ({ account, receiver }) => {
    if (receiver !== undefined) tell({ account, device: receiver }, { kind: "transfer" });
  });
}
