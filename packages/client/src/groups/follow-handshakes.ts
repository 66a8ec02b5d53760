/** Handshakes of a room's group: commits move it to its next epoch, proposals wait for one. */
import { peekMessage, secretsOfGroup } from "@warbler/mls";
import type { AccountId } from "@warbler/protocol";
import { equalBytes } from "../sync/equal-bytes.ts";
import type { RoomRecord } from "../sync/room-record.ts";
import type { GroupEntry } from "./group-entry.ts";
import { groupFromParts } from "./group-parts.ts";
import { isBeginning, resetFault } from "./group-reset.ts";
import { nextUpdateMs } from "./group-upkeep.ts";
import { type HeldGroup, knownIn } from "./held-group.ts";
import type { Intake } from "./intake.ts";
import { followCommit, noteProposal, type RoomGroup } from "./mls-group.ts";
import { listsFor } from "./mls-tools.ts";
import { type OpenedEntry, SILENT } from "./opened-entry.ts";
import { handshakeOf } from "./pending-entry.ts";
import { said } from "./room-events.ts";
import { accountsOut, leavingAccounts, mayBeTakenUp } from "./waiting-removals.ts";

export class HandshakeFollower {
  readonly #intake: Intake;

  constructor(intake: Intake) {
    this.#intake = intake;
  }

  async handshake(record: RoomRecord): Promise<OpenedEntry> {
    this.#intake.moved = true;
    const { pending, entry } = this.#intake.held;
    if (pending !== undefined && equalBytes(record.content, handshakeOf(pending))) return this.#adopt(record);
    if (this.#intake.held.group === undefined)
      return this.#intake.break("lost", record, "the commit that brought this device in");
    // Whoever made it was erased, or the month was: what came after cannot be followed from here.
    if (record.erased) return this.#intake.break("lost", record, "a handshake that was not erased");
    if (isBeginning(record.content)) return this.#reset(this.#intake.held.group, record);
    // Others could write this device's own leaf into an encrypted one, which nothing here could open (RFC 9420 §6.3.2).
    if (!isPublic(record.content)) return this.#intake.break("forked", record, "a handshake that everyone can check");
    const { content: bytes, atMs } = record;
    const result = await followCommit(this.#intake.deps.mls, this.#intake.held.group, { bytes, atMs });
    if (!result.ok) {
      const { reason, detail } = result.refusal;
      if (reason === "own-message")
        return this.#intake.break("lost", record, "a commit of this device that it does not know");
      if (reason === "not-listed")
        this.#intake.alarm("device-unlisted", record, "a device in the group that no account has listed");
      const isForbidden = reason === "forbidden" || reason === "not-listed";
      return this.#intake.break(isForbidden ? "forbidden" : "forked", record, detail);
    }
    const { group, events, committer, consumed, isFromOutside } = result.value;
    if (committer.account !== record.author || committer.device !== record.device)
      return this.#intake.break("forked", record, "a commit by another member than the record names");
    if (await this.#intake.isRevoked(committer, record)) {
      this.#intake.alarm("device-unlisted", record, "a commit by a device that its account had revoked");
      return this.#intake.break("forbidden", record, "a commit by a revoked device");
    }
    this.#intake.consumed.push(...consumed);
    this.#intake.followed = true;
    if (group === undefined) {
      this.#intake.held = { entry: { ...entry, standing: "outside" }, group: undefined, pending: undefined };
      return { kind: "events", events };
    }
    const waiting = leavingAccounts(this.#intake.held.group.state.waiting, this.#intake.held.group);
    const after = peopleAfter({ ...entry, leaving: [...entry.leaving, ...waiting] }, group);
    const unnamedSeq = isFromOutside ? record.seq : entry.unnamedSeq;
    // A reset is of the room and not of an epoch: it stands behind whatever came before it.
    const left = pending?.kind === "reset" ? pending : undefined;
    this.#intake.held = { entry: { ...entry, ...after, epoch: group.epoch, unnamedSeq }, group, pending: left };
    return { kind: "events", events };
  }

  /** The room's group was begun anew: this one ends here, and somebody brings this device into the next. */
  async #reset(group: RoomGroup, record: RoomRecord): Promise<OpenedEntry> {
    const fault = await resetFault(this.#intake.deps.mls, { group, leaving: this.#intake.held.entry.leaving }, record);
    if (fault !== undefined) return this.#intake.break("forbidden", record, fault);
    this.#intake.held = { ...this.#intake.held, entry: { ...this.#intake.held.entry, broken: "replaced" } };
    return { kind: "events", events: [said("reset", record.author)] };
  }

  /** Our own commit came back: the group it leads to, kept since before it was sent, is the group from here on. */
  #adopt(record: RoomRecord): OpenedEntry {
    const { pending, entry } = this.#intake.held;
    const group = pending && groupFromParts(this.#intake.deps.mls.provider, pending);
    if (pending === undefined || group === undefined) return this.#intake.break("lost", record, "the stored commit");
    this.#intake.adopted.push(record.content);
    // Stored and read again, it shares nothing with the one before.
    if (this.#intake.held.group !== undefined)
      this.#intake.consumed.push(...secretsOfGroup(this.#intake.held.group.state));
    const { generation, epoch } = group;
    const updateDueMs = nextUpdateMs(group, this.#intake.deps.platform.nowMs());
    const before = pending.kind === "reset" ? { leaving: [], returning: whoWereIn(this.#intake.held) } : entry;
    const after = peopleAfter(before, group);
    this.#intake.held = {
      entry: { ...entry, ...after, standing: "member", generation, epoch, updateDueMs },
      group,
      pending: undefined,
    };
    return { kind: "events", events: pending.events };
  }

  async proposal(record: RoomRecord, group: RoomGroup): Promise<OpenedEntry> {
    if (!isPublic(record.content)) return SILENT;
    const noted = await noteProposal(this.#intake.deps.mls, group, record.content);
    // One that cannot be taken up forces nobody to anything.
    if (noted.ok) await this.#noted(record, noted.value);
    // This device asked to leave: it is out, whether or not it heard the answer.
    else if (noted.refusal.reason === "own-message")
      this.#intake.held = {
        entry: { ...this.#intake.held.entry, standing: "outside" },
        group: undefined,
        pending: undefined,
      };
    this.#intake.moved = true;
    return SILENT;
  }

  /** One that nobody may take up stands there until the next commit, which leaves it out. */
  async #noted(record: RoomRecord, group: RoomGroup): Promise<void> {
    this.#intake.held = { ...this.#intake.held, group };
    const newest = group.state.waiting.at(-1);
    if (newest === undefined || !this.#intake.deps.isOnline()) return;
    const { mls, account } = this.#intake.deps;
    const lists = listsFor(mls, record.room, record.atMs);
    if (!(await mayBeTakenUp(newest, group, lists)))
      this.#intake.alarm("group-forbidden", record, "a proposal that no member may take up");
    else if (
      (await accountsOut([newest], group, lists)).has(account) &&
      (await listsFor(mls, record.room).isOut(account))
    )
      this.#intake.alarm("standing-contradicted", record, "no removal of a device that the server goes on serving");
  }
}

function isPublic(content: Uint8Array): boolean {
  const peeked = peekMessage(content);
  return peeked.ok && peeked.value.kind === "public";
}

/** Who is still to come back after a reset, and who is still to go. */
function peopleAfter(
  { returning, leaving }: Pick<GroupEntry, "returning" | "leaving">,
  { members }: RoomGroup,
): Pick<GroupEntry, "returning" | "leaving"> {
  const there = new Set(members.map(({ account }) => account));
  return {
    returning: returning.filter((account) => !there.has(account)),
    leaving: [...new Set(leaving)].filter((account) => there.has(account)),
  };
}

function whoWereIn(held: HeldGroup): readonly AccountId[] {
  return [...(knownIn(held)?.keys() ?? [])];
}
