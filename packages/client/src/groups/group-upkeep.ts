/**
 * What a member's device does for its group unasked: it commits the removal of revoked devices and of those who leave or are out, names
 * the heir of a room that nobody owns any more, gives itself new keys from time to time, and compares epochs with the committer so that a fork is noticed.
 */
import { type AccountId, type DeviceId, heirOf, parseStaleEpochDetail } from "@warbler/protocol";
import { WarblerError } from "../errors.ts";
import type { EngineState } from "./engine-state.ts";
import type { GroupCommits, Intent } from "./group-commits.ts";
import type { GroupDeps } from "./group-deps.ts";
import { epochHash, type GroupChange, type RoomGroup } from "./mls-group.ts";
import { listsFor } from "./mls-tools.ts";
import { accountsOf, type GroupMember, roleOf } from "./roster.ts";
import { spreadMs } from "./spread.ts";
import { hasOneOfWhoIsBack, waitsForCommit } from "./waiting-removals.ts";

/** Between members who all see the same proposal. */
const SPREAD_MS = 1_500;
const HOUR_MS = 3_600_000;
/** Between two tries to name the same heir. */
const REFUSED_MS = HOUR_MS;
/** New keys twice a day in small rooms, weekly in large ones, where each commit costs everyone. */
const LARGE_ROOM = 64;
const UPDATE_MS = { small: 12 * HOUR_MS, large: 7 * 24 * HOUR_MS };
const LISTS_MS = 60_000;
/** Between two reports that this device cannot follow. */
const GAVE_UP_MS = 60_000;
const MOST_SLEEP_MS = 24 * HOUR_MS;

/** When a device that has new keys now gets the next ones. */
export function nextUpdateMs(group: RoomGroup, nowMs: number): number {
  return nowMs + (group.members.length > LARGE_ROOM ? UPDATE_MS.large : UPDATE_MS.small);
}

export interface GroupUpkeepDeps extends GroupDeps {
  readonly state: EngineState;
  readonly commits: GroupCommits;
}

export class GroupUpkeep {
  readonly #deps: GroupUpkeepDeps;
  /** Devices in the group that are on no list any more. */
  readonly #revoked = new Set<DeviceId>();
  #checkedMembers: readonly GroupMember[] | undefined;
  #isRunning = false;
  /** Something came while it ran: what is due now may not have been when that was looked at. */
  #isAskedAgain = false;
  #isWaiting = false;
  #reported = "";
  #lookedAtMs = 0;
  #gaveUpAtMs = Number.NEGATIVE_INFINITY;
  #refused: { readonly heir: AccountId; readonly atMs: number } | undefined;

  constructor(deps: GroupUpkeepDeps) {
    this.#deps = deps;
  }

  /** The lists of these people's devices changed. */
  noteListsChanged(accounts: readonly AccountId[]): void {
    const members = this.#deps.state.held?.group?.members ?? [];
    if (!members.some(({ account }) => accounts.includes(account))) return;
    this.#checkedMembers = undefined;
    this.start();
  }

  /** Does what is due, soon. */
  start(): void {
    if (this.#deps.stop.aborted) return;
    this.#isAskedAgain = this.#isRunning;
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#deps.errands.run("group-upkeep", async () => {
      try {
        await this.#run();
      } finally {
        this.#isRunning = false;
        if (this.#isAskedAgain) this.start();
      }
    });
  }

  /** What has to be in the group before anything is sent into it: nobody who is to go. Who owns the room is no matter of sending. */
  async beforeSending(): Promise<void> {
    const { state, commits } = this.#deps;
    if (!this.#isSound()) return;
    await this.#lookAtLists();
    if (await this.#isDue(this.#removals)) await commits.change(this.#removals);
    else if (this.#isUpdateDue(state.held?.entry.updateDueMs)) await this.#update();
  }

  /** Another member's commit was taken in: the server is told which epoch it led to here. */
  noteFollowed(): void {
    const { errands, isOnline, stop } = this.#deps;
    if (isOnline() && !stop.aborted) errands.run("report-epoch", () => this.#report());
  }

  /** What came cannot be followed: the server counts who gave up, so that a member without a role may reset the room. */
  noteBroken(): void {
    const { errands, isOnline, stop, platform } = this.#deps;
    const nowMs = platform.nowMs();
    if (!isOnline() || stop.aborted || Math.abs(nowMs - this.#gaveUpAtMs) < GAVE_UP_MS) return;
    this.#gaveUpAtMs = nowMs;
    errands.run("report-broken", () => this.#reportBroken());
  }

  async #run(): Promise<void> {
    const { isOnline, commits, state } = this.#deps;
    if (!isOnline()) return;
    if (state.held?.pending !== undefined) await commits.finish();
    await this.#commitSoon(this.#removals);
    await this.#nameHeir();
    this.#updateLater();
  }

  async #commitSoon(intent: Intent): Promise<void> {
    const { platform, stop, commits } = this.#deps;
    if (!(await this.#isDue(intent))) return;
    await platform.sleep(spreadMs(platform, SPREAD_MS), stop);
    if (await this.#isDue(intent)) await commits.change(intent);
  }

  /** The server takes no guest for an heir, and none from a guest's client, which cannot know: then the room goes on as it is. */
  async #nameHeir(): Promise<void> {
    const { logger, platform, state } = this.#deps;
    try {
      await this.#commitSoon(async (group) => (await this.#removals(group)) ?? this.#succession(group));
    } catch (error) {
      if (!(error instanceof WarblerError)) throw error;
      logger("no-heir-named", { room: state.room, code: error.code });
      const heir = state.held?.group && heirIn(state.held.group);
      if (heir !== undefined && !error.retryable) this.#refused = { heir, atMs: platform.nowMs() };
    }
  }

  #updateLater(): void {
    const { state, errands } = this.#deps;
    if (this.#isWaiting || state.held?.group === undefined) return;
    this.#isWaiting = true;
    errands.run("group-update", async () => {
      try {
        await this.#waitForUpdate();
      } finally {
        this.#isWaiting = false;
      }
    });
  }

  async #waitForUpdate(): Promise<void> {
    const { state, platform, stop, isOnline } = this.#deps;
    while (!stop.aborted) {
      const dueMs = state.held?.entry.updateDueMs ?? 0;
      const waitMs = Math.max(0, dueMs - platform.nowMs()) + 10 * 60_000 + spreadMs(platform, 50 * 60_000);
      try {
        await platform.sleep(Math.min(waitMs, MOST_SLEEP_MS), stop);
      } catch {
        return;
      }
      if (state.held?.group === undefined) return;
      if (isOnline() && this.#isSound() && this.#isUpdateDue(state.held.entry.updateDueMs)) await this.#update();
    }
  }

  /** New keys are good to have, and nothing waits for them: a failure is tried again later. */
  async #update(): Promise<void> {
    const { commits, state, logger } = this.#deps;
    try {
      await commits.change(async () => (this.#isUpdateDue(state.held?.entry.updateDueMs) ? {} : undefined));
    } catch (error) {
      if (!(error instanceof WarblerError)) throw error;
      logger("group-update-failed", { room: state.room, code: error.code });
    }
  }

  #isSound(): boolean {
    const held = this.#deps.state.held;
    return held?.group !== undefined && held.entry.broken === undefined;
  }

  #isUpdateDue(dueMs: number | undefined): boolean {
    return dueMs !== undefined && dueMs <= this.#deps.platform.nowMs();
  }

  async #isDue(intent: Intent): Promise<boolean> {
    const group = (await this.#deps.state.load())?.group;
    return group !== undefined && (await intent(group)) !== undefined;
  }

  readonly #removals: Intent = async (group) => {
    await this.#check(group.members);
    const leaving = this.#deps.state.held?.entry.leaving ?? [];
    const isToGo = ({ account, device }: GroupMember) =>
      (this.#revoked.has(device) && device !== this.#deps.device) ||
      (leaving.includes(account) && mayRemove(group, account));
    const remove = group.members.flatMap((member) => (isToGo(member) ? [member.leaf] : []));
    const lists = listsFor(this.#deps.mls, group.room);
    const isNeeded =
      remove.length > 0 || (await waitsForCommit(group, lists)) || (await hasOneOfWhoIsBack(group, lists));
    return isNeeded ? { remove } : undefined;
  };

  /** What makes the heir the owner of a room that nobody owns any more. */
  #succession(group: RoomGroup): GroupChange | undefined {
    const heir = heirIn(group);
    const refused = this.#refused?.heir === heir ? this.#refused : undefined;
    const isRefused = refused !== undefined && Math.abs(this.#deps.platform.nowMs() - refused.atMs) < REFUSED_MS;
    if (heir === undefined || isRefused) return undefined;
    const { extension } = group;
    return { extension: { ...extension, roles: new Map(extension.roles).set(heir, "owner") } };
  }

  /** A server that hides its proposal to remove a revoked device gains no more than this time by it. */
  async #lookAtLists(): Promise<void> {
    const { identity, platform } = this.#deps;
    const nowMs = platform.nowMs();
    if (Math.abs(nowMs - this.#lookedAtMs) < LISTS_MS && !identity.membership.isStale()) return;
    this.#lookedAtMs = nowMs;
    try {
      await identity.membership.refresh();
    } catch (error) {
      // Without the newest lists it goes on for a day; then sending is refused.
      if (!(error instanceof WarblerError)) throw error;
    }
  }

  /** Which members' devices are on no list any more; asked once for each roster and each change of lists. */
  async #check(members: readonly GroupMember[]): Promise<void> {
    if (this.#checkedMembers === members) return;
    const { membership } = this.#deps.identity;
    for (const { account, device, signatureKey } of members) {
      if (await membership.isListed(account, device, signatureKey)) this.#revoked.delete(device);
      else this.#revoked.add(device);
    }
    this.#checkedMembers = members;
  }

  async #reportBroken(): Promise<void> {
    const { state, delivery } = this.#deps;
    const entry = state.held?.entry;
    if (entry === undefined) return;
    let at = { generation: entry.generation, epoch: entry.epoch + 1 };
    for (let tried = 0; tried < 3 && at.generation === entry.generation; tried++)
      try {
        await delivery.reportEpoch(state.room, at);
        return;
      } catch (error) {
        if (!(error instanceof WarblerError)) throw error;
        const now = error.code === "stale-epoch" ? parseStaleEpochDetail(error.detail ?? "") : undefined;
        if (now === undefined) return;
        at = now;
      }
  }

  async #report(): Promise<void> {
    const { state, delivery, alarm } = this.#deps;
    const group = state.held?.group;
    if (group === undefined) return;
    const { room, generation, epoch } = group;
    const mark = `${generation}/${epoch}`;
    if (this.#reported === mark) return;
    this.#reported = mark;
    try {
      const { agrees } = await delivery.reportEpoch(room, { generation, epoch, hash: epochHash(group) });
      if (!agrees) alarm("group-forked", { room }, `the committer of epoch ${epoch} has other keys than this device`);
    } catch (error) {
      // Only a comparison: the next commit brings another.
      if (!(error instanceof WarblerError)) throw error;
    }
  }
}

function heirIn({ extension, members }: RoomGroup): AccountId | undefined {
  return heirOf(extension, new Set(accountsOf(members)));
}

/** By the role alone: for who asked to leave, when their own proposal is of a past epoch. */
function mayRemove({ extension, own }: RoomGroup, account: AccountId): boolean {
  const role = roleOf(extension, own.account);
  return role === "owner" || (role === "moderator" && roleOf(extension, account) === "member");
}
