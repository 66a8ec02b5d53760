/**
 * How this device comes into the room's group, again and again until it is in, and what stands in the way: a group that only a
 * reset mends, or one that somebody has to confirm first.
 */
import type { ProtectionLevel, RoomId } from "@warbler/protocol";
import { WarblerError } from "../errors.ts";
import type { EngineHost } from "../rooms/end-to-end-room.ts";
import type { RoomTrouble, UnconfirmedGroup } from "../rooms/room-trouble.ts";
import type { EngineState } from "./engine-state.ts";
import { enterGroup } from "./enter-group.ts";
import type { GroupCommits } from "./group-commits.ts";
import type { GroupDeps } from "./group-deps.ts";
import { resetGroup } from "./group-reset.ts";
import { knownIn } from "./held-group.ts";
import { acceptedRoster } from "./known-roster.ts";

export interface GroupDoorDeps extends GroupDeps {
  readonly state: EngineState;
  readonly commits: GroupCommits;
  readonly host: EngineHost;
  /** The room has no group yet. */
  readonly groupMissing: () => Promise<void>;
}

export class GroupDoor {
  readonly #deps: GroupDoorDeps;
  #entering: Promise<boolean> | undefined;
  #unconfirmed: UnconfirmedGroup | undefined;
  /** The last try to get back into a group that cannot be followed any more was refused for good. */
  #isShut = false;

  constructor(deps: GroupDoorDeps) {
    this.#deps = deps;
  }

  async isIn(): Promise<boolean> {
    const held = await this.#deps.state.load();
    if (held?.entry.standing !== "member" || held.entry.broken !== undefined) return false;
    // Stored keys that cannot be read are as good as lost; those of a device on its way in come with its own commit.
    return held.group !== undefined || (held.pending !== undefined && held.pending.kind !== "change");
  }

  /** One try at a time; what could not be done is tried again when the server speaks of the room again. True once it is in. */
  async enter(): Promise<boolean> {
    if (!this.#deps.identity.isReady() || !this.#deps.isOnline()) return false;
    this.#entering ??= this.#enterOnce().finally(() => {
      this.#entering = undefined;
    });
    return this.#entering;
  }

  /** What somebody has to decide before the room goes on. */
  get trouble(): RoomTrouble | undefined {
    const broken = this.#deps.state.held?.entry.broken;
    if (this.#unconfirmed !== undefined) return this.#unconfirmed;
    return broken === "forbidden" || (broken !== undefined && this.#isShut) ? { kind: "broken" } : undefined;
  }

  /** Somebody has looked at who is in the group and says that it is right; what was not shown to them is asked again. */
  async accept(shown: UnconfirmedGroup): Promise<void> {
    // What is under way does not know of it yet.
    await this.#entering;
    await this.#deps.state.step(async (held) => {
      const known = held && knownIn(held);
      if (held === undefined || known === undefined) return { value: undefined };
      const entry = { ...held.entry, known: acceptedRoster(known, shown) };
      return { held: { ...held, entry, group: undefined }, value: undefined };
    });
    this.#unconfirmed = undefined;
  }

  async reset(): Promise<void> {
    const { level, predecessor } = this.#deps.host.info();
    await resetGroup({ level, predecessor }, this.#deps);
    this.#unconfirmed = undefined;
    this.#isShut = false;
  }

  async #enterOnce(): Promise<boolean> {
    const { host, logger, groupMissing } = this.#deps;
    const level: ProtectionLevel = host.info().level;
    const room: RoomId = host.id;
    try {
      const entered = await enterGroup({ ...this.#deps, level });
      this.#unconfirmed = typeof entered === "object" ? entered : undefined;
      this.#isShut = false;
      return entered === "entered";
    } catch (error) {
      if (!(error instanceof WarblerError)) throw error;
      // Its maker was interrupted between the room and its group.
      if (error.code === "group-missing") await groupMissing();
      this.#isShut ||= !error.retryable && error.code !== "closed";
      logger("group-not-entered", { room, code: error.code });
      return false;
    }
  }
}
