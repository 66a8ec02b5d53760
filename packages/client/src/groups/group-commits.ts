/**
 * Changes a room's group. What is to change is an intent: it is put into a commit for the epoch as it is, stored, and sent;
 * when another member's commit comes first, the intent is looked at again and, if it still stands, put into a new one.
 */
import { WarblerError } from "../errors.ts";
import { equalBytes } from "../sync/equal-bytes.ts";
import { Lane } from "../sync/lane.ts";
import type { EngineState, Step } from "./engine-state.ts";
import type { GroupDeps } from "./group-deps.ts";
import { epochPartOf, messagePartOf } from "./group-parts.ts";
import { type HeldGroup, knownIn } from "./held-group.ts";
import { type GroupChange, type MadeCommit, makeCommit, type RoomGroup } from "./mls-group.ts";
import { listsFor } from "./mls-tools.ts";
import { handshakeOf, type PendingEntry } from "./pending-entry.ts";
import { waitsForCommit } from "./waiting-removals.ts";
import { wipeGroup } from "./wipe-group.ts";

const MOST_TRIES = 20;
const MOST_LOST_ANSWERS = 6;
const RETRY_MS = 500;

/** What to change in the group as it is now; undefined when there is nothing left to do. */
export type Intent = (group: RoomGroup) => Promise<GroupChange | undefined>;

export interface GroupCommitsDeps extends GroupDeps {
  readonly state: EngineState;
  /** Takes in what the server has beyond what is held; with a number, up to that record. */
  readonly catchUp: (seq?: number) => Promise<void>;
}

interface Prepared {
  readonly pending: PendingEntry;
  /** Whether nothing of the intent is left for another commit. */
  readonly isAll: boolean;
}

export class GroupCommits {
  readonly #deps: GroupCommitsDeps;
  readonly #lane = new Lane();

  constructor(deps: GroupCommitsDeps) {
    this.#deps = deps;
  }

  /** Resolves when the change is in the group, by this commit or because nothing was left to do. */
  change(intent: Intent): Promise<void> {
    return this.#lane.run(async () => {
      for (let tried = 0; tried < MOST_TRIES; tried++) {
        await this.#endLeft();
        const prepared = await this.#deps.state.step((held) => this.#prepare(held, intent));
        if (prepared === undefined || ((await this.#deliver(prepared.pending)) && prepared.isAll)) return;
      }
      throw this.#deps.fail("stale-epoch", { detail: `${MOST_TRIES} other changes came first` });
    });
  }

  /** Delivers what an earlier run left with its fate open. */
  finish(): Promise<void> {
    return this.#lane.run(() => this.#deliverLeft());
  }

  /** Delivers a commit that was stored by the caller; false when another one came first. */
  deliver(pending: PendingEntry): Promise<boolean> {
    return this.#lane.run(() => this.#deliver(pending));
  }

  /** As above, until the record that decides it is here: a commit that was taken must not give way to another one. */
  async #endLeft(): Promise<void> {
    const { state, fail } = this.#deps;
    for (let waited = 0; waited <= MOST_LOST_ANSWERS; waited++) {
      await this.#deliverLeft();
      if ((await state.load())?.pending === undefined) return;
      await this.#pause(RETRY_MS * 2 ** waited);
    }
    throw fail("network", { detail: "the record of an own commit has not come" });
  }

  /** Whoever asked for it waits no more: a refusal ends it, and is no answer to what is asked now. */
  async #deliverLeft(): Promise<void> {
    const { state, logger } = this.#deps;
    const pending = (await state.load())?.pending;
    if (pending === undefined) return;
    try {
      await this.#deliver(pending);
    } catch (error) {
      if (!(error instanceof WarblerError) || (await state.load())?.pending !== undefined) throw error;
      logger("left-commit-refused", { room: state.room, code: error.code });
    }
  }

  async #prepare(held: HeldGroup | undefined, intent: Intent): Promise<Step<Prepared | undefined>> {
    const { fail, mls, alarm } = this.#deps;
    if (held?.group === undefined || held.entry.standing !== "member" || held.entry.broken !== undefined)
      throw fail(held?.entry.broken === undefined ? "not-joined-yet" : "group-broken");
    const wanted = await intent(held.group);
    if (wanted === undefined) return { value: undefined };
    // Who is to be removed goes first, and never in one commit with who comes.
    const mustWait = wanted.add !== undefined && (await waitsForCommit(held.group, listsFor(mls, held.group.room)));
    const change = mustWait ? {} : wanted;
    const made = await makeCommit(mls, held.group, change);
    if (!made.ok) {
      const { reason, detail } = made.refusal;
      if (reason === "not-listed") alarm("device-unlisted", { room: held.group.room, seq: 0 }, detail);
      throw fail(reason === "forbidden" ? "forbidden" : "commit-invalid", { detail: `${reason}: ${detail}` });
    }
    const pending = pendingOf("change", held.group.generation, made.value);
    wipeGroup(made.value.group, held.group);
    return { held: { ...held, pending }, value: { pending, isAll: change === wanted } };
  }

  /** True when it is in the room's record and in the group; false when another commit came first. */
  async #deliver(pending: PendingEntry): Promise<boolean> {
    const { delivery, state, catchUp } = this.#deps;
    const room = state.room;
    for (let lost = 0; ; lost++) {
      try {
        const isReset = pending.kind === "reset";
        const { seq } = await (isReset ? delivery.reset(room, pending.bundle) : delivery.commit(room, pending.bundle));
        if (isReset || pending.kind === "join") await this.#enterAt(pending, seq);
        await catchUp(seq);
        return await this.#isIn(pending);
      } catch (error) {
        if (!(error instanceof WarblerError)) throw error;
        if (error.code === "stale-epoch" || (error.code === "commit-first" && pending.kind === "change")) {
          // Another device came first with the room's group, a reset, or a commit before this device was in.
          if (pending.kind !== "change") await this.#forget(pending);
          else await catchUp();
          if (error.code === "commit-first") await this.#forget(pending);
          return this.#isIn(pending);
        }
        // Its fate is open: it may have been taken. It stays, and is delivered again before anything else is changed.
        if (error.retryable && lost < MOST_LOST_ANSWERS) await this.#pause(RETRY_MS * 2 ** lost);
        else {
          if (!error.retryable && error.code !== "closed" && error.code !== "signed-out") await this.#forget(pending);
          throw error;
        }
      }
    }
  }

  async #pause(ms: number): Promise<void> {
    const { platform, stop, fail } = this.#deps;
    await platform.sleep(ms, stop).catch((cause: unknown) => {
      throw fail("closed", { cause });
    });
  }

  /** Whether the group has gone through this commit. */
  async #isIn(pending: PendingEntry): Promise<boolean> {
    const held = await this.#deps.state.load();
    return held?.group !== undefined && held.pending === undefined && this.#deps.state.adopted(handshakeOf(pending));
  }

  /** Where the record of an own joining or reset is, processing begins. */
  async #enterAt(pending: PendingEntry, seq: number): Promise<void> {
    await this.#deps.state.step(async (held) => {
      if (held?.pending === undefined || !isSame(held.pending, pending)) return { value: undefined };
      const entry = {
        ...held.entry,
        ...{ cursor: seq - 1, joinedSeq: seq, standing: "member" as const, broken: undefined },
        returning: pending.kind === "reset" ? [...(knownIn(held)?.keys() ?? [])] : [],
      };
      return { held: { ...held, entry, group: undefined }, value: undefined };
    });
  }

  async #forget(pending: PendingEntry): Promise<void> {
    await this.#deps.state.step(async (held) => {
      if (held?.pending === undefined || !isSame(held.pending, pending)) return { value: undefined };
      // Whoever has no group yet is as far as before.
      const entry = held.group === undefined ? { ...held.entry, standing: "outside" as const } : held.entry;
      return { held: { ...held, entry, pending: undefined }, value: undefined };
    });
  }
}

export function pendingOf(kind: PendingEntry["kind"], generation: number, made: MadeCommit): PendingEntry {
  const { bundle, group, events } = made;
  return { kind, generation, bundle, epochPart: epochPartOf(group), messagePart: messagePartOf(group), events };
}

function isSame(a: PendingEntry, b: PendingEntry): boolean {
  return equalBytes(handshakeOf(a), handshakeOf(b));
}
