/** What this device brings to every group it is in: its name, its key, the primitives, and what it believes about others. */
import { decodeLogHead } from "@warbler/crypto/identity";
import {
  basicCredential,
  type Capabilities,
  type CommitUnderReview,
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
  parseGroupId,
  ROOM_EXTENSION_TYPE,
  type RoomId,
} from "@warbler/protocol";
import type { Membership } from "../identity/membership.ts";
import { equalBytes } from "../sync/equal-bytes.ts";
import { deviceIn, faultIn, NOT_OURS } from "./commit-review.ts";
import type { Leavers } from "./leavers.ts";
import type { Lists } from "./waiting-removals.ts";

export interface MlsTools {
  readonly provider: MlsProvider;
  readonly signer: Signer;
  readonly credential: Credential;
  readonly capabilities: Capabilities;
  readonly membership: Membership;
  readonly leavers: Leavers;
  readonly nowMs: () => number;
}

export interface MlsToolsInput {
  readonly account: AccountId;
  readonly device: DeviceId;
  readonly provider: MlsProvider;
  readonly signer: Signer;
  readonly membership: Membership;
  readonly leavers: Leavers;
  readonly nowMs: () => number;
}

export function mlsTools({ account, device, ...rest }: MlsToolsInput): MlsTools {
  return {
    ...rest,
    credential: basicCredential(credentialIdentity(account, device)),
    capabilities: capabilitiesFor(rest.provider.suite, { extensions: [ROOM_EXTENSION_TYPE] }),
  };
}

/** Who is to go from a room: as it is known now, or as it was at a time of the server's clock. */
export function listsFor(
  { membership, leavers }: Pick<MlsTools, "membership" | "leavers">,
  room: RoomId,
  atMs?: number,
): Lists {
  return {
    isListed: (account, device, signatureKey) => membership.isListed(account, device, signatureKey),
    refresh: () => membership.refresh(),
    isOut: (account) =>
      atMs === undefined ? leavers.isOut({ room, account }) : leavers.wasOut({ room, account }, atMs),
    isBack: (account) => leavers.isBack({ room, account }),
  };
}

/** `not-listed`: a device that no version of its account's list has ever had. */
export type RoomFault = CommitFault | "not-listed";

/**
 * What a member's commit says of the identity log, also where the commit is refused: whoever is shown less of the log refuses what
 * others do by the rest of it, and the server that keeps that back is to be named. Of who comes from outside it is anybody's word.
 */
async function noteLogHead(
  { committer, authenticatedData }: CommitUnderReview,
  membership: Pick<Membership, "noteGossip">,
): Promise<void> {
  const head = decodeLogHead(authenticatedData);
  const from = committer.kind === "member" ? deviceIn(committer) : undefined;
  if (head !== undefined && from !== undefined) await membership.noteGossip(from, head);
}

/** A policy for one operation, and which rule was broken if it refused. */
export interface RoomPolicy {
  readonly policy: GroupPolicy;
  fault(): RoomFault | undefined;
}

/** `returning`: whom the committer of the first commit after a reset may bring back. `atMs`: when what is judged was done; now unless told. */
export function roomPolicy(
  tools: Pick<MlsTools, "membership" | "leavers">,
  { returning, atMs }: { readonly returning?: readonly AccountId[] | undefined; readonly atMs?: number } = {},
): RoomPolicy {
  const { membership } = tools;
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
        const id = parseGroupId(review.before.context.groupId);
        found = id === undefined ? NOT_OURS : await faultIn(review, listsFor(tools, id.room, atMs), returning);
        await noteLogHead(review, membership);
        return found === undefined;
      },
    },
    fault: () => found,
  };
}
