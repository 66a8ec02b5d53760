/** What this device brings to every group it is in: its name, its key, the primitives, and what it believes about others. */
import {
  basicCredential,
  type Capabilities,
  type Credential,
  capabilitiesFor,
  type GroupPolicy,
  type MlsProvider,
  type Signer,
} from "@warbler/mls";
import {
  type AccountId,
  type CommitFault,
  credentialIdentity,
  type DeviceId,
  ROOM_EXTENSION_TYPE,
} from "@warbler/protocol";
import type { Membership } from "../identity/membership.ts";
import { equalBytes } from "../sync/equal-bytes.ts";
import { deviceIn, faultIn } from "./commit-review.ts";

export interface MlsTools {
  readonly provider: MlsProvider;
  readonly signer: Signer;
  readonly credential: Credential;
  readonly capabilities: Capabilities;
  readonly membership: Membership;
  readonly nowMs: () => number;
}

export interface MlsToolsInput {
  readonly account: AccountId;
  readonly device: DeviceId;
  readonly provider: MlsProvider;
  readonly signer: Signer;
  readonly membership: Membership;
  readonly nowMs: () => number;
}

export function mlsTools({ account, device, ...rest }: MlsToolsInput): MlsTools {
  return {
    ...rest,
    credential: basicCredential(credentialIdentity(account, device)),
    capabilities: capabilitiesFor(rest.provider.suite, { extensions: [ROOM_EXTENSION_TYPE] }),
  };
}

/** `not-listed`: a device that no version of its account's list has ever had. */
export type RoomFault = CommitFault | "not-listed";

/** A policy for one operation, and which rule was broken if it refused. */
export interface RoomPolicy {
  readonly policy: GroupPolicy;
  fault(): RoomFault | undefined;
}

/** `returning`: whom the committer of the first commit after a reset may bring back. */
export function roomPolicy({ membership }: Pick<MlsTools, "membership">, returning?: readonly AccountId[]): RoomPolicy {
  let found: RoomFault | undefined;
  return {
    policy: {
      checkCredential: async ({ credential, signatureKey, occasion }) => {
        // The server's key stands in the group's context, which only members change.
        if (occasion === "external-sender") return true;
        const named = deviceIn({ credential });
        // Also of a device that was revoked since: commits are followed long after they were made.
        const key = named && (await membership.signatureKeyEver(named.account, named.device));
        const isKnown = key !== undefined && equalBytes(key, signatureKey);
        if (!isKnown) found = "not-listed";
        return isKnown;
      },
      checkCommit: async (review) => {
        found = await faultIn(review, membership, returning);
        return found === undefined;
      },
    },
    fault: () => found,
  };
}
