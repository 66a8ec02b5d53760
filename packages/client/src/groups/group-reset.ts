/**
 * A room's group begun anew, after the old one broke: who is in the room, with which role, at which level goes on as it was.
 * Whoever resets begins alone and brings the others back; each of them holds the new group against the one it knew.
 */
import { peekGroupInfo, readSignedGroupInfo } from "@warbler/mls";
import {
  type AccountId,
  groupIdOf,
  type ListedRole,
  type ProtectionLevel,
  type RoomExtension,
  type RoomId,
} from "@warbler/protocol";
import { equalBytes } from "../sync/equal-bytes.ts";
import type { RoomRecord } from "../sync/room-record.ts";
import { roomExtensionOf } from "./commit-review.ts";
import type { EngineState } from "./engine-state.ts";
import type { GroupCommits } from "./group-commits.ts";
import { pendingOf } from "./group-commits.ts";
import type { GroupDeps } from "./group-deps.ts";
import { knownIn } from "./held-group.ts";
import type { KnownRoster } from "./known-roster.ts";
import { beginGroup, type RoomGroup } from "./mls-group.ts";
import type { MlsTools } from "./mls-tools.ts";
import { said } from "./room-events.ts";
import { accountsOf, roleOf } from "./roster.ts";
import { leavingAccounts } from "./waiting-removals.ts";

export interface ResetDeps extends GroupDeps {
  readonly state: EngineState;
  readonly commits: GroupCommits;
}

/** Begins the next generation with this device alone. Rejects with `stale-epoch` where somebody else has come first. */
export async function resetGroup(
  { level, predecessor }: { readonly level: ProtectionLevel; readonly predecessor: RoomId | undefined },
  deps: ResetDeps,
): Promise<void> {
  const { state, commits, mls, delivery, account, fail } = deps;
  const held = await state.load();
  if (held?.entry.broken === "replaced") throw fail("stale-epoch", { detail: "another member has reset the room" });
  const known = held && knownIn(held);
  if (held === undefined || known === undefined) throw fail("not-joined-yet");
  // Who has left since is known to the server at once; it can keep somebody out, and that is shown.
  const present = await delivery.membersSince(state.room);
  const roles = rolesIn(known, (one) => present.has(one));
  const generation = held.entry.generation + 1;
  const extension = { level, generation, roles, ...(predecessor !== undefined && { predecessor }) };
  const proposalKey = await delivery.proposalKey();
  const made = await beginGroup(mls, { room: state.room, extension, proposalKey });
  if (!made.ok) throw fail("commit-invalid", { detail: made.refusal.detail });
  const pending = pendingOf("reset", generation, { ...made.value, events: [said("reset", account)] });
  await state.step(async (now) => ({ held: { ...(now ?? held), pending }, value: undefined }));
  if (!(await commits.deliver(pending))) throw fail("stale-epoch", { detail: "another change came first" });
}

function rolesIn(known: KnownRoster, isPresent: (account: AccountId) => boolean): ReadonlyMap<AccountId, ListedRole> {
  const roles = new Map<AccountId, ListedRole>();
  for (const [account, role] of known) if (role !== "member" && isPresent(account)) roles.set(account, role);
  return roles;
}

/** Whether the handshake begins a group instead of changing one. */
export function isBeginning(content: Uint8Array): boolean {
  return peekGroupInfo(content).ok;
}

/** What is wrong with a reset of this group, as a member must see it; undefined when somebody in the room made it by the rules. */
export async function resetFault(
  tools: MlsTools,
  { group, leaving }: { readonly group: RoomGroup; readonly leaving: readonly AccountId[] },
  { author, device, content }: Pick<RoomRecord, "author" | "device" | "content">,
): Promise<string | undefined> {
  if (!accountsOf(group.members).includes(author)) return "a reset by an outsider";
  const key = device && (await tools.membership.signatureKeyEver(author, device));
  if (device === undefined || key === undefined || !(await tools.membership.isListed(author, device, key)))
    return "a reset by a device that its account does not list";
  const read = await readSignedGroupInfo({ provider: tools.provider }, content, key);
  if (!read.ok) return "a reset that the member it names did not sign";
  const { groupId, epoch, extensions } = read.value.context;
  const generation = group.generation + 1;
  if (epoch !== 0n || !equalBytes(groupId, groupIdOf(group.room, generation))) return "a reset of another group";
  const next = roomExtensionOf(extensions);
  const isSameRoom = next?.level === group.extension.level && next.predecessor === group.extension.predecessor;
  if (next === undefined || !isSameRoom || next.generation !== generation)
    return "a reset that changes what never changes";
  const mayGiveRoles = roleOf(group.extension, author) === "owner";
  return mayGiveRoles || hasSameRoles(group, next, leaving)
    ? undefined
    : "a reset that changes roles, by someone who is no owner";
}

/** Whoever has asked to leave, or has left, has no role to keep. */
function hasSameRoles(group: RoomGroup, next: RoomExtension, alreadyLeaving: readonly AccountId[]): boolean {
  const leaving = new Set([...alreadyLeaving, ...leavingAccounts(group.state.waiting, group)]);
  const staying = accountsOf(group.members).filter((account) => !leaving.has(account));
  return (
    staying.every((account) => roleOf(next, account) === roleOf(group.extension, account)) &&
    [...next.roles].every(([account, role]) => staying.includes(account) && roleOf(group.extension, account) === role)
  );
}
