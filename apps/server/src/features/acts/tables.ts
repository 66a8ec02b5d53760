import {
  type AccountId,
  type DeviceId,
  DUAL_ACTIONS,
  type Json,
  type PasskeyId,
  type RequestId,
} from "@warbler/protocol";
import { choice, id, nullable, sealed, table, timeMs } from "../../kernel/tables.ts";

/** What was asked for: the route, its parameters, its body after parsing, and why. */
export interface AskedFor {
  readonly route: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly body: Json;
  readonly reason: string;
}

export const actRequests = table(
  "act_requests",
  {
    id: id<RequestId>(),
    account: id<AccountId>(),
    action: choice(DUAL_ACTIONS),
    asked: sealed<AskedFor>({ key: "subject", of: "account" }, "an act under dual control, and why it was asked for"),
    asked_ms: timeMs(),
    expires_ms: timeMs(),
    state: choice(["open", "executed", "withdrawn"]),
  },
  { primaryKey: ["id"], indexes: [["account"], ["asked_ms"]], endedBy: ["state"] },
);

/** Bytes in base64url. */
export interface KeptAssertion {
  readonly credential: string;
  /** COSE_Key as it was when it signed. */
  readonly publicKey: string;
  readonly algorithm: number;
  readonly authenticatorData: string;
  readonly clientData: string;
}

/** One of each person: a second device of theirs is no second approval. */
export const actApprovals = table(
  "act_approvals",
  {
    request: id<RequestId>(),
    account: id<AccountId>(),
    device: id<DeviceId>(),
    signature: sealed<Uint8Array>({ key: "subject", of: "account" }, "signature over an act"),
    /** Of a passkey: which, and what shows it to whoever looks later. Of the device where there is none. */
    passkey: nullable(id<PasskeyId>()),
    assertion: nullable(
      sealed<KeptAssertion>({ key: "subject", of: "account" }, "what a passkey signed, and its public key"),
    ),
    at_ms: timeMs(),
  },
  { primaryKey: ["request", "account"] },
);
export const actTables = [actRequests, actApprovals] as const;
