/** What a person's own devices are told: of each other, of keys and recovery, and that the person may do other things than before. */
import type { AccountId, DeviceId } from "@warbler/protocol";
import type { Ledger } from "../../kernel/ledger.ts";
import { accessConfirmed, accessRecoveryStarted, accessRefused, accessWithdrawn } from "../access-recovery/index.ts";
import { deviceRemoved, passwordChanged, sessionStarted } from "../accounts/index.ts";
import { actApproved, actAsked, actExecuted, actWithdrawn } from "../acts/index.ts";
import { chatRulesChanged, receiptsChosen } from "../chat-rules/index.ts";
import { approvalAnswered, approvalAsked, keysHandedOver } from "../devices/index.ts";
import { draftSent } from "../drafts/index.ts";
import { codesMade, factorAdded, factorRemoved, securityConfigured } from "../factors/index.ts";
import { identityChanged } from "../identity/index.ts";
import { keyPackagesClaimed } from "../key-packages/index.ts";
import { recoveryChanged, recoveryOpened } from "../keychain/index.ts";
import { reportClosed, reportMade, reportTaken } from "../reports/index.ts";
import { reviewClosed, reviewReminded, reviewStarted, reviewWithdrawn } from "../reviews/index.ts";
import {
  emergencyBegun,
  emergencyEnded,
  emergencyJudged,
  personRemoved,
  personSuspended,
  policyChanged,
  roleAnswered,
  roleDropped,
  roleEnded,
  roleGranted,
  roleHeld,
} from "../roles/index.ts";
import { ssoLinked } from "../sso/index.ts";
import { tokenEndsSoon } from "../tokens/index.ts";
import { urgentCalled, urgentSeen } from "../urgent/index.ts";

interface Event {
  readonly kind:
    | "approval"
    | "identity"
    | "access-recovery"
    | "account"
    | "recovery"
    | "transfer"
    | "draft"
    | "urgent"
    | "key-packages-low"
    | "permissions"
    | "chat-rules"
    | "reports"
    | "acts"
    | "security"
    | "review"
    | "emergency";
  readonly approval?: string;
}
/** All connections of the account, or those of one of its devices. */
export interface Addressee {
  readonly account: AccountId;
  readonly device?: DeviceId;
}

/** Those who may do this, but one. */
export interface WhoMay {
  readonly whoMay: "report.handle" | "approval.give" | "emergency.list";
  readonly but?: AccountId;
}

export function onDeviceEvents(
  ledger: Pick<Ledger, "on">,
  tell: (to: Addressee | "everybody" | WhoMay, event: Event) => void,
): void {
  for (const fact of [approvalAsked, approvalAnswered])
    ledger.on(fact, ({ account, approval }) => tell({ account }, { kind: "approval", approval }));
  for (const fact of [recoveryChanged, recoveryOpened])
    ledger.on(fact, ({ account }) => tell({ account }, { kind: "recovery" }));
  for (const fact of [accessRecoveryStarted, accessConfirmed, accessRefused, accessWithdrawn])
    ledger.on(fact, ({ account }) => tell({ account }, { kind: "access-recovery" }));
  // What somebody would want to know at once if it was not them, or has to do something about.
  for (const fact of [factorAdded, factorRemoved, codesMade, passwordChanged, ssoLinked, tokenEndsSoon])
    ledger.on(fact, ({ account }) => tell({ account }, { kind: "account" }));
  ledger.on(sessionStarted, ({ account, isNew }) => {
    if (isNew) tell({ account }, { kind: "account" });
  });
  ledger.on(deviceRemoved, ({ account, by }) => {
    if (by !== undefined) tell({ account }, { kind: "account" });
  });
  ledger.on(identityChanged, ({ account }) => tell({ account }, { kind: "identity" }));
  ledger.on(keyPackagesClaimed, ({ low }) => {
    for (const device of low) tell(device, { kind: "key-packages-low" });
  });
  for (const fact of [roleGranted, roleHeld, roleAnswered, roleDropped, roleEnded])
    ledger.on(fact, ({ account }) => tell({ account }, { kind: "permissions" }));
  for (const fact of [emergencyBegun, emergencyEnded])
    ledger.on(fact, ({ account }) => tell({ account }, { kind: "permissions" }));
  // Each is told, since its person wants to know of it at once if it was not them, and everybody else who may see it.
  ledger.on(emergencyBegun, ({ account }) => tell({ account }, { kind: "account" }));
  // An emergency ends with these as well.
  for (const fact of [roleDropped, personSuspended, personRemoved])
    ledger.on(fact, ({ account }) => tell({ whoMay: "emergency.list", but: account }, { kind: "emergency" }));
  for (const fact of [emergencyBegun, emergencyEnded, emergencyJudged])
    ledger.on(fact, ({ account }) => {
      tell({ account }, { kind: "emergency" });
      tell({ whoMay: "emergency.list", but: account }, { kind: "emergency" });
    });
  for (const fact of [reviewStarted, reviewReminded, reviewClosed, reviewWithdrawn])
    ledger.on(fact, ({ accounts }) => {
      for (const account of accounts) tell({ account }, { kind: "review" });
    });
  ledger.on(policyChanged, () => tell("everybody", { kind: "permissions" }));
  ledger.on(securityConfigured, () => tell("everybody", { kind: "security" }));
  ledger.on(chatRulesChanged, () => tell("everybody", { kind: "chat-rules" }));
  ledger.on(receiptsChosen, ({ account }) => tell({ account }, { kind: "chat-rules" }));
  for (const fact of [reportMade, reportTaken, reportClosed])
    ledger.on(fact, ({ reporter, author }) => {
      tell({ account: reporter }, { kind: "reports" });
      tell({ whoMay: "report.handle", but: author }, { kind: "reports" });
    });
  for (const fact of [actAsked, actApproved, actExecuted, actWithdrawn])
    ledger.on(fact, ({ account }) => {
      tell({ account }, { kind: "acts" });
      tell({ whoMay: "approval.give" }, { kind: "acts" });
    });
  ledger.on(draftSent, ({ account, receivers }) => {
    for (const device of receivers) tell({ account, device }, { kind: "draft" });
  });
  for (const fact of [urgentCalled, urgentSeen])
    ledger.on(fact, ({ accounts }) => {
      for (const account of accounts) tell({ account }, { kind: "urgent" });
    });
  ledger.on(keysHandedOver, ({ account, receiver }) => {
    if (receiver !== undefined) tell({ account, device: receiver }, { kind: "transfer" });
  });
}
