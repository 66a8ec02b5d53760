/**
 * Devices of one account that come, go, write and recover in an order that a seed decides, often two at once. After every step
 * all devices agree on the log, those that are listed can act, those that are not cannot, and nobody is alarmed; at the end a
 * new device recovers every key since recovery was set up. `WARBLER_IDENTITY_SEEDS` runs more seeds.
 */
import type { HeldKey } from "@warbler/crypto/keychain";
import { describe, test } from "vitest";
import { WarblerError } from "../errors.ts";
import {
  type BenchDevice,
  codeOf,
  held,
  type IdentityBench,
  identityBench,
  someKeys,
} from "../testing/identity-bench.ts";
import { type SeededRandom, seededRandom } from "../testing/seeded-random.ts";

const SEEDS = Number(process.env["WARBLER_IDENTITY_SEEDS"] ?? 16);
const STEPS = 14;

/** What one of two that are at odds may be told. */
const REFUSALS =
  /^(signed-out|device-unlisted|last-device|device-code-wrong|stale-|not-found|too-many|closed|recovery-code-replaced)/;

function same(actual: unknown, expected: unknown): void {
  const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (got !== wanted) throw new Error(`expected ${wanted}, got ${got}`);
}

class Walk {
  readonly #world: IdentityBench;
  readonly #random: SeededRandom;
  readonly #kept: HeldKey[] = [];
  #devices: BenchDevice[] = [];
  #code = "";

  constructor(world: IdentityBench, random: SeededRandom) {
    this.#world = world;
    this.#random = random;
  }

  async begin(): Promise<void> {
    const first = await this.#world.device();
    this.#devices.push(first);
    this.#code = await first.me.recovery.setUp();
    if (this.#random.chance(0.5)) await first.me.recovery.test(this.#code);
  }

  async step(): Promise<void> {
    const together = this.#random.chance(0.4) ? 2 : 1;
    await Promise.all(Array.from({ length: together }, () => this.#act()));
    await this.#check();
  }

  async end(): Promise<void> {
    for (const device of await this.#listed()) await device.me.flush();
    const fresh = await this.#world.device();
    const { whole } = await fresh.me.recovery.use(this.#code);
    same([whole, await held(fresh, this.#kept)], [true, this.#kept.length]);
    same(fresh.alarms, []);
  }

  async #act(): Promise<void> {
    const acts = [() => this.#join(), () => this.#revoke(), () => this.#write(), () => this.#write()];
    const more = [() => this.#restart(), () => this.#rotate(), () => this.#recover()];
    const all = [...acts, ...more];
    try {
      await all[this.#random.below(all.length)]?.();
    } catch (error) {
      // Of two that are at odds, one is refused: its device was taken off meanwhile, for one.
      if (!(error instanceof WarblerError)) throw error;
      if (!REFUSALS.test(error.code)) throw error;
    }
  }

  async #join(): Promise<void> {
    const fresh = await this.#world.device();
    this.#devices.push(fresh);
    const by = await this.#anyListed();
    await by.me.api.approvePayload((await fresh.me.api.requestApproval()).payload);
  }

  async #revoke(): Promise<void> {
    const listed = await this.#listed();
    const [by, gone] = [this.#one(listed), this.#one(listed)];
    if (by !== gone) await by.me.api.revoke(gone.session.device);
  }

  /** Every device of the account sees each message, and keeps its key. */
  async #write(): Promise<void> {
    const keys = someKeys(1 + this.#random.below(70), this.#world);
    this.#kept.push(...keys);
    const listed = await this.#listed();
    await Promise.all(listed.map((device) => device.me.view.keychain.append(keys)));
    // What waits when a device is lost is lost from the keychain where no other device has it: two seconds' worth.
    await Promise.allSettled(listed.map((device) => device.me.flush()));
  }

  async #restart(): Promise<void> {
    const old = this.#one(this.#devices);
    await old.stop();
    const { store, session } = old;
    const again = await this.#world.device({ store, session });
    this.#devices = this.#devices.map((one) => (one === old ? again : one));
  }

  async #rotate(): Promise<void> {
    const { me } = await this.#anyListed();
    this.#code = await me.recovery.rotate(this.#code);
  }

  async #recover(): Promise<void> {
    const fresh = await this.#world.device();
    this.#devices.push(fresh);
    await fresh.me.recovery.use(this.#code, { alone: this.#random.chance(0.3) });
  }

  async #check(): Promise<void> {
    const newest = this.#world.server.state.identity.newest.get(this.#world.alice.id);
    const listed = new Set(newest?.devices.map(({ device }) => device));
    const isIn = ({ session }: BenchDevice) => this.#world.server.state.sessions.has(session.token);
    this.#devices = this.#devices.filter(isIn);
    const size = this.#world.server.state.identity.versions.length;
    for (const device of this.#devices) {
      const { me, session, alarms } = device;
      same(await me.api.state(), listed.has(session.device) ? "ready" : "needs-approval");
      same([(await me.view.membership.logHead()).size, alarms], [size, []]);
      if (!listed.has(session.device)) same(await codeOf(me.api.approvePayload("x")), "device-unlisted");
    }
    same(
      this.#devices.some(({ session }) => listed.has(session.device)),
      true,
    );
  }

  async #listed(): Promise<readonly BenchDevice[]> {
    const newest = this.#world.server.state.identity.newest.get(this.#world.alice.id);
    const listed = new Set(newest?.devices.map(({ device }) => device));
    return this.#devices.filter(({ session }) => listed.has(session.device));
  }

  async #anyListed(): Promise<BenchDevice> {
    return this.#one(await this.#listed());
  }

  #one<T>(things: readonly T[]): T {
    const thing = things[this.#random.below(things.length)];
    if (thing === undefined) throw new Error("expected something to choose from");
    return thing;
  }
}

describe("devices that come and go at random", () => {
  test.each(Array.from({ length: SEEDS }, (_, seed) => seed))("agree, seed %i", async (seed) => {
    const world = await identityBench();
    try {
      const walk = new Walk(world, seededRandom(seed));
      await walk.begin();
      for (let step = 0; step < STEPS; step++) await walk.step();
      await walk.end();
    } finally {
      await world.stop();
    }
  });
});
