/** What a person's own devices are told: of each other, of keys and recovery, and that the person may do other things than before. */
import type { AccountId, DeviceId } from "@warbler/protocol";
import type { Ledger } from "../../kernel/ledger.ts";
import { accessConfirmed, accessRecoveryStarted, accessRefused, accessWithdrawn } from "../access-recovery/index.ts";
import { chatRulesChanged, receiptsChosen } from "../chat-rules/index.ts";
import { approvalAnswered, approvalAsked, keysHandedOver } from "../devices/index.ts";
import { identityChanged } from "../identity/index.ts";
import { keyPackagesClaimed } from "../key-packages/index.ts";
import { recoveryChanged, recoveryOpened } from "../keychain/index.ts";
import { reportClosed, reportMade, reportTaken } from "../reports/index.ts";
import { reviewClosed, reviewReminded, reviewStarted, reviewWithdrawn } from "../reviews/index.ts";
import { policyChanged, roleAnswered, roleDropped, roleEnded, roleGranted, roleHeld } from "../roles/index.ts";

interface Event {
  readonly kind:
    | "approval"
    | "identity"
    | "access-recovery"
    | "recovery"
    | "transfer"
    | "key-packages-low"
    | "permissions"
    | "chat-rules"
    | "reports"
    | "review";
  readonly approval?: string;
}
/** All connections of the account, or those of one of its devices. */
export interface Addressee {
  readonly account: AccountId;
  readonly device?: DeviceId;
}

export function onDeviceEvents(
  ledger: Pick<Ledger, "on">,
  tell: (to: Addressee | "everybody" | { readonly whoMay: "report.handle" }, event: Event) => void,
): void {
  for (const fact of [approvalAsked, approvalAnswered])
    ledger.on(fact, ({ account, approval }) => tell({ account }, { kind: "approval", approval }));
  for (const fact of [recoveryChanged, recoveryOpened])
    ledger.on(fact, ({ account }) => tell({ account }, { kind: "recovery" }));
  for (const fact of [accessRecoveryStarted, accessConfirmed, accessRefused, accessWithdrawn])
    ledger.on(fact, ({ account }) => tell({ account }, { kind: "access-recovery" }));
  ledger.on(identityChanged, ({ account }) => tell({ account }, { kind: "identity" }));
  ledger.on(keyPackagesClaimed, ({ low }) => {
    for (const device of low) tell(device, { kind: "key-packages-low" });
  });
  for (const fact of [roleGranted, roleHeld, roleAnswered, roleDropped, roleEnded])
    ledger.on(fact, ({ account }) => tell({ account }, { kind: "permissions" }));
  for (const fact of [reviewStarted, reviewReminded, reviewClosed, reviewWithdrawn])
    ledger.on(fact, ({ accounts }) => {
      for (const account of accounts) tell({ account }, { kind: "review" });
    });
  ledger.on(policyChanged, () => tell("everybody", { kind: "permissions" }));
  ledger.on(chatRulesChanged, () => tell("everybody", { kind: "chat-rules" }));
  ledger.on(receiptsChosen, ({ account }) => tell({ account }, { kind: "chat-rules" }));
  for (const fact of [reportMade, reportTaken, reportClosed])
    ledger.on(fact, ({ reporter }) => {
      tell({ account: reporter }, { kind: "reports" });
      tell({ whoMay: "report.handle" }, { kind: "reports" });
    });
  ledger.on(keysHandedOver, ({ account, receiver }) => {
    if (receiver !== undefined) tell({ account, device: receiver }, { kind: "transfer" });
  });
}
