/** What a person can count on about keys: recovery, the keychain, and what approval hands over. Against the fake server. */
import { API } from "@warbler/protocol";
import { afterEach, describe, expect, test } from "vitest";
import { memoryStore } from "../store/memory-store.ts";
import type { Store } from "../store/store.ts";
import {
  codeOf,
  held,
  type IdentityBench,
  identityBench,
  newSession,
  random,
  someKeys,
} from "../testing/identity-bench.ts";

const worlds: IdentityBench[] = [];
afterEach(async () => {
  await Promise.all(worlds.splice(0).map((world) => world.stop()));
});
const bench = async (options?: Parameters<typeof identityBench>[0]) => {
  const world = await identityBench(options);
  worlds.push(world);
  return world;
};

describe("recovery", () => {
  test("brings a new device everything, with no other device left", async () => {
    const world = await bench();
    const phone = await world.device();
    const before = someKeys(70, world);
    await phone.me.view.keychain.append(before);
    const code = await phone.me.recovery.setUp();
    const after = someKeys(3, world);
    await phone.me.view.keychain.append(after);
    await phone.me.flush();
    await phone.stop();
    const laptop = await world.device();
    expect(await laptop.me.api.state()).toBe("needs-approval");
    expect(await laptop.me.recovery.use(code)).toEqual({ keys: 73, whole: true, begunAnew: false });
    expect(await laptop.me.api.state()).toBe("ready");
    expect(await held(laptop, [...before, ...after])).toBe(73);
    expect(laptop.me.view.needsRecovery()).toBe(false);
  });

  test("stays untested, and can be set up again, until the code was tried once", async () => {
    const phone = await (await bench()).device();
    expect(await phone.me.recovery.status()).toMatchObject({ state: "none", means: [] });
    const lost = await phone.me.recovery.setUp();
    expect(await phone.me.recovery.status()).toMatchObject({ state: "untested" });
    const code = await phone.me.recovery.setUp();
    expect(await codeOf(phone.me.recovery.test(lost))).toBe("recovery-code-replaced");
    await phone.me.recovery.test(code);
    expect(await phone.me.recovery.status()).toMatchObject({ state: "ready" });
    expect(await codeOf(phone.me.recovery.setUp())).toBe("recovery-set-up-already");
    expect((await phone.store.list({ prefix: "identity/bundle" })).length).toBe(0);
  });

  test("can be set up on the first device, also when two runs of it began the identity at once", async () => {
    const world = await bench();
    const store = memoryStore();
    const session = await newSession(world.server, world.alice, store);
    const runs = await Promise.all([world.device({ store, session }), world.device({ store, session })]);
    for (const { me } of runs) expect(await me.recovery.setUp()).not.toBe("");
    await Promise.all(runs.map(({ me }) => me.api.setUp()));
    await runs[0]?.me.recovery.test((await runs[1]?.me.recovery.setUp()) ?? "");
  });

  test("tells each kind of wrong code apart", async () => {
    const phone = await (await bench()).device();
    const never = await phone.me.recovery.setUp().then(async (code) => code);
    const code = await phone.me.recovery.setUp();
    const other = await (await (await bench()).device()).me.recovery.setUp();
    expect(await codeOf(phone.me.recovery.test(never))).toBe("recovery-code-replaced");
    expect(await codeOf(phone.me.recovery.test(other))).toBe("recovery-code-wrong");
    expect(await codeOf(phone.me.recovery.test(code.slice(0, -3)))).toBe("recovery-code-incomplete");
    const mistyped = code.replace(/[0-9A-Z](?=-)/, (symbol) => (symbol === "7" ? "8" : "7"));
    expect(await codeOf(phone.me.recovery.test(mistyped))).toBe("recovery-code-mistyped");
    await expect(phone.me.recovery.test(never)).rejects.toThrow(/made \d{4}-\d\d-\d\d, replaced \d{4}-\d\d-\d\d/);
    const fresh = await (await bench()).device();
    expect(await codeOf(fresh.me.recovery.test(code))).toBe("recovery-not-set-up");
  });

  test("by a rotated code works, and no longer by the old one", async () => {
    const world = await bench();
    const phone = await world.device();
    const old = await phone.me.recovery.setUp();
    await phone.me.recovery.test(old);
    const code = await phone.me.recovery.rotate(old);
    expect(await codeOf(phone.me.recovery.rotate(old))).toBe("recovery-code-replaced");
    const laptop = await world.device();
    expect(await codeOf(laptop.me.recovery.use(old))).toBe("recovery-code-replaced");
    expect(await laptop.me.recovery.use(code)).toMatchObject({ whole: true });
  });

  test("loses no code that was made and not shown, whatever ended in between", async () => {
    for (const making of ["set up", "rotated"] as const) {
      const world = await bench();
      const phone = await world.device();
      const old = making === "rotated" ? await phone.me.recovery.setUp() : "";
      if (making === "rotated") await phone.me.recovery.test(old);
      expect(await phone.me.recovery.status()).toMatchObject({ codeUnseen: false });
      // The server takes it, and the answer does not come.
      const before = world.server.state.identity.checkIds(world.alice.id);
      world.server.tamperAnswer = async (path, response) => {
        const isNew = world.server.state.identity.checkIds(world.alice.id).join() !== before.join();
        if (path === API.setRecovery.path && isNew) throw new TypeError("the network is gone");
        return response;
      };
      await codeOf(making === "rotated" ? phone.me.recovery.rotate(old) : phone.me.recovery.setUp());
      world.server.tamperAnswer = undefined;
      await phone.stop();
      const again = await world.device({ store: phone.store, session: phone.session });
      expect(await again.me.recovery.status()).toMatchObject({ codeUnseen: true });
      const code = (await again.me.recovery.unseenCode()) ?? "";
      await again.me.recovery.codeKept();
      expect(await again.me.recovery.unseenCode()).toBeUndefined();
      if (making === "rotated")
        expect(await (await world.device()).me.recovery.use(code)).toMatchObject({ whole: true });
      else await again.me.recovery.test(code);
    }
  });

  test("forgets the code once it was tried, and one that the server never had", async () => {
    const world = await bench();
    const phone = await world.device();
    const code = await phone.me.recovery.setUp();
    expect(await phone.me.recovery.unseenCode()).toBe(code);
    await phone.me.recovery.test(code);
    expect(await phone.me.recovery.unseenCode()).toBeUndefined();
    world.server.reachable = false;
    await codeOf(phone.me.recovery.rotate(code));
    world.server.reachable = true;
    expect(await phone.me.recovery.status()).toMatchObject({ codeUnseen: false });
  });

  test("can be replaced, and a means added, by a device that was let in later, with the code that counts", async () => {
    const world = await bench();
    const phone = await world.device();
    const old = await phone.me.recovery.setUp();
    await phone.me.recovery.test(old);
    const laptop = await world.device();
    await phone.me.api.approvePayload((await laptop.me.api.requestApproval()).payload);
    await laptop.me.api.state();
    const code = await laptop.me.recovery.rotate(old);
    const secret = random(32);
    await laptop.me.recovery.setUpPasskey(secret, { by: code });
    const tablet = await world.device();
    expect(await tablet.me.recovery.use({ means: "passkey", secret })).toMatchObject({ whole: true });
    await tablet.me.recovery.test(code);
  });

  test("by a passkey works beside the code", async () => {
    const world = await bench();
    const phone = await world.device();
    const secret = random(32);
    const code = await phone.me.recovery.setUp();
    await phone.me.recovery.setUpPasskey(secret, { by: code });
    const keys = someKeys(2, world);
    await phone.me.view.keychain.append(keys);
    await phone.me.flush();
    expect((await phone.me.recovery.status()).means.map(({ means }) => means)).toEqual(["code", "passkey"]);
    const [one, other] = [await world.device(), await world.device()];
    expect(await one.me.recovery.use({ means: "passkey", secret })).toMatchObject({ keys: 2, whole: true });
    expect(await other.me.recovery.use(code)).toMatchObject({ keys: 2, whole: true });
    expect(await phone.me.recovery.prfSalt()).toHaveLength(32);
  });

  test("under a new root works when the old code and its device are gone, and reads what came after", async () => {
    const world = await bench();
    const phone = await world.device();
    await phone.me.recovery.test(await phone.me.recovery.setUp());
    const keys = someKeys(2, world);
    await phone.me.view.keychain.append(keys);
    await phone.me.flush();
    const code = await phone.me.recovery.setUp({ newRoot: true });
    const laptop = await world.device();
    // What was kept under the old recovery key stays closed; this device filled the keychain again.
    expect(await laptop.me.recovery.use(code)).toMatchObject({ keys: 2, whole: false });
  });

  test("takes the account back from a thief who holds a listed device", async () => {
    const world = await bench();
    const phone = await world.device();
    const code = await phone.me.recovery.setUp();
    const stolen = await world.device();
    await phone.me.api.approvePayload((await stolen.me.api.requestApproval()).payload);
    await stolen.me.api.state();
    await stolen.me.api.revoke(phone.session.device);
    const fresh = await world.device();
    await fresh.me.recovery.use(code, { alone: true });
    const identity = world.server.state.identity.newest.get(world.alice.id);
    expect(identity?.devices.map(({ device }) => device)).toEqual([fresh.session.device]);
    expect(identity?.segment?.number).toBe(3);
    // The server would let the stolen device go on; its identity key is the old one.
    world.server.state.sessions.set(stolen.session.token, {
      ...stolen.session,
      id: world.server.state.newSession(),
      startedAtMs: 0,
    });
    expect(await codeOf(stolen.me.api.revoke(fresh.session.device))).toBe("device-unlisted");
  });

  test("is refused where the server kept another bundle, and where only another device can set it up", async () => {
    const world = await bench();
    const phone = await world.device();
    const code = await phone.me.recovery.setUp();
    const [wrap] = world.server.state.identity.current(world.alice.id);
    if (wrap === undefined) throw new Error("expected a wrap");
    wrap.ciphertext = `${wrap.ciphertext.slice(0, -6)}AAAAAA`;
    expect(await codeOf(phone.me.recovery.test(code))).toBe("recovery-damaged");
    const laptop = await world.device();
    await phone.me.api.approvePayload((await laptop.me.api.requestApproval()).payload);
    await laptop.me.api.state();
    world.server.state.identity.wraps.clear();
    expect(await codeOf(laptop.me.recovery.setUp())).toBe("recovery-elsewhere");
  });
});

describe("the keychain", () => {
  const setUp = async () => {
    const world = await bench();
    const phone = await world.device();
    const code = await phone.me.recovery.setUp();
    return { world, phone, code };
  };

  test("gets what was held before recovery was set up once, in full entries", async () => {
    const world = await bench();
    const phone = await world.device();
    await phone.me.view.keychain.append(someKeys(100, world));
    expect(await phone.me.recovery.status()).toMatchObject({ keysHere: 100, keysWaiting: 0 });
    await phone.me.recovery.setUp();
    expect(world.server.state.identity.keychains.get(world.alice.id)).toHaveLength(2);
  });

  test("gets every key once, whatever number of times it is appended", async () => {
    const { world, phone } = await setUp();
    const keys = someKeys(5, world);
    for (let time = 0; time < 3; time++) await phone.me.view.keychain.append(keys);
    await phone.me.flush();
    await phone.me.flush();
    expect(world.server.state.identity.keychains.get(world.alice.id)).toHaveLength(1);
    expect(await phone.me.recovery.status()).toMatchObject({ keychainEntries: 1, keysHere: 5, keysWaiting: 0 });
  });

  test("gets a key that comes alone at once, and those that come fast half a second later", async () => {
    const waits: { readonly ms: number; readonly end: () => void }[] = [];
    const sleep = (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        signal?.addEventListener("abort", () => reject(new Error("aborted")), { once: true });
        waits.push({ ms, end: resolve });
      });
    let nowMs = Date.now();
    const world = await bench({ clock: { nowMs: () => nowMs, sleep } });
    const phone = await world.device();
    await phone.me.recovery.setUp();
    const entries = () => world.server.state.identity.keychains.get(world.alice.id)?.length ?? 0;
    nowMs += 1_000;
    await phone.me.view.keychain.append(someKeys(1, world));
    await expect.poll(entries).toBe(1);
    waits.splice(0);
    await phone.me.view.keychain.append(someKeys(1, world));
    await phone.me.view.keychain.append(someKeys(1, world));
    await expect.poll(() => waits.map(({ ms }) => ms)).toEqual([500]);
    expect(entries()).toBe(1);
    for (const { end } of waits) end();
    await expect.poll(entries).toBe(2);
  });

  test("holds the keys of two devices that write at the same time", async () => {
    const { world, phone, code } = await setUp();
    const laptop = await world.device();
    await phone.me.api.approvePayload((await laptop.me.api.requestApproval()).payload);
    await laptop.me.api.state();
    const [mine, yours] = [someKeys(150, world), someKeys(150, world)];
    await Promise.all([phone.me.view.keychain.append(mine), laptop.me.view.keychain.append(yours)]);
    await Promise.all([phone.me.flush(), laptop.me.flush()]);
    const third = await world.device();
    expect(await third.me.recovery.use(code)).toMatchObject({ keys: 300, whole: true });
  });

  test("loses nothing and sends nothing twice when the device dies after any of its writes", async () => {
    for (let write = 1; write <= 8; write++) {
      const { world, phone, code } = await setUp();
      await phone.stop();
      const dying = dyingStore(phone.store, write);
      const keys = someKeys(3, world);
      const first = await world.device({ store: dying, session: phone.session }).catch(() => undefined);
      await first?.me.view.keychain.append(keys).catch(() => {});
      await first?.me.flush().catch(() => {});
      await first?.stop();
      const again = await world.device({ store: phone.store, session: phone.session });
      await again.me.view.keychain.append(keys);
      await again.me.flush();
      expect([write, world.server.state.identity.keychains.get(world.alice.id)?.length]).toEqual([write, 1]);
      const laptop = await world.device();
      expect(await laptop.me.recovery.use(code)).toMatchObject({ keys: 3, whole: true });
    }
  });

  test("that the server cut short is called stale, and what is left is read", async () => {
    const { world, phone, code } = await setUp();
    await phone.me.view.keychain.append(someKeys(64, world));
    await phone.me.flush();
    await phone.me.view.keychain.append(someKeys(1, world));
    await phone.me.flush();
    const laptop = await world.device();
    await phone.me.api.approvePayload((await laptop.me.api.requestApproval()).payload);
    await phone.me.api.revoke(laptop.session.device);
    world.server.state.identity.keychains.get(world.alice.id)?.pop();
    const tablet = await world.device();
    expect(await tablet.me.recovery.use(code)).toMatchObject({ keys: 64, whole: false });
    expect(tablet.alarms).toEqual(["keychain-broken: expected at least 2 entries, got 1"]);
  });

  test("with an entry that the server made up is read up to there", async () => {
    const { world, phone, code } = await setUp();
    await phone.me.view.keychain.append(someKeys(64, world));
    await phone.me.flush();
    const chain = world.server.state.identity.keychains.get(world.alice.id);
    const [first] = chain ?? [];
    if (first !== undefined) chain?.push({ ...first, index: 1 });
    const tablet = await world.device();
    expect(await tablet.me.recovery.use(code)).toMatchObject({ keys: 64, whole: false });
    expect(tablet.alarms).toEqual(["keychain-broken: entry 1 does not follow"]);
  });

  test("takes no entry of a device that was revoked", async () => {
    const { world, phone, code } = await setUp();
    const laptop = await world.device();
    await phone.me.api.approvePayload((await laptop.me.api.requestApproval()).payload);
    await laptop.me.api.state();
    const state = world.server.state.identity;
    const before = state.newest.get(world.alice.id)?.segment?.number;
    await phone.me.api.revoke(laptop.session.device);
    expect(state.newest.get(world.alice.id)?.segment?.number).toBe((before ?? 0) + 1);
    // The server lets the stolen device go on all the same.
    world.server.state.sessions.set(laptop.session.token, {
      ...{ account: world.alice.id, device: laptop.session.device, startedAtMs: 0 },
      id: world.server.state.newSession(),
    });
    const forged = someKeys(2, world);
    await laptop.me.api.state();
    await laptop.me.view.keychain.append(forged);
    await laptop.me.flush().catch(() => {});
    await phone.me.view.keychain.append(someKeys(1, world));
    await phone.me.flush().catch(() => {});
    const tablet = await world.device();
    const recovered = await tablet.me.recovery.use(code);
    expect(await held(tablet, forged)).toBe(0);
    expect(recovered.keys).toBeLessThanOrEqual(1);
  });
});

describe("a keychain begun anew", () => {
  /** Two devices, and an entry of the server's own making in their keychain. */
  const spoilt = async () => {
    const world = await bench();
    const phone = await world.device();
    const code = await phone.me.recovery.setUp();
    const laptop = await world.device();
    await phone.me.api.approvePayload((await laptop.me.api.requestApproval()).payload);
    await laptop.me.api.state();
    const before = someKeys(64, world);
    await phone.me.view.keychain.append(before);
    await phone.me.flush();
    const chain = world.server.state.identity.keychains.get(world.alice.id) ?? [];
    const spoil = () => {
      const [first] = chain;
      if (first !== undefined) chain.push({ ...first, index: chain.length });
    };
    spoil();
    return { world, phone, laptop, code, before, chain, spoil };
  };

  test("takes what every device holds, and is all that a recovering device has to trust", async () => {
    const { world, phone, laptop, code, before } = await spoilt();
    const [mine, yours] = [someKeys(3, world), someKeys(2, world)];
    await phone.me.view.keychain.append(mine);
    await phone.me.flush().catch(() => {});
    expect(await phone.me.recovery.status()).toMatchObject({ keychainWhole: false, keysWaiting: 3 });
    await laptop.me.view.keychain.append(yours);
    await phone.me.recovery.beginKeychain();
    const after = { keychainWhole: true, keychainsGivenUp: 1, keychainEntries: 3, keysWaiting: 0 };
    expect(await phone.me.recovery.status()).toMatchObject(after);
    await laptop.me.noteDeviceEvent("identity");
    await laptop.me.flush();
    expect(await laptop.me.recovery.status()).toMatchObject({ keychainWhole: true, keysWaiting: 0 });
    const tablet = await world.device();
    expect(await tablet.me.recovery.use(code)).toEqual({ keys: 69, whole: true, begunAnew: true });
    expect(await held(tablet, [...before, ...mine, ...yours])).toBe(69);
    expect(tablet.alarms).toEqual([]);
    const { versions } = await tablet.me.api.monitor();
    expect(versions.filter(({ keychainBegun }) => keychainBegun)).toHaveLength(1);
  });

  test("is held to the same as the first: what the server cuts or adds is noticed", async () => {
    for (const lie of ["cuts", "adds"] as const) {
      const { world, phone, code, chain, spoil } = await spoilt();
      await phone.me.recovery.beginKeychain();
      phone.alarms.splice(0);
      if (lie === "cuts") chain.pop();
      else spoil();
      expect(await phone.me.recovery.status()).toMatchObject({ keychainWhole: false });
      expect(phone.alarms).toEqual([
        `keychain-broken: ${lie === "cuts" ? "expected at least 3 entries, got 2" : "entry 3 does not follow"}`,
      ]);
      const tablet = await world.device();
      expect(await tablet.me.recovery.use(code)).toMatchObject({ keys: 64, whole: lie === "cuts", begunAnew: true });
    }
  });

  test("can be spoilt and begun again, and takes no entry of a chain that was given up", async () => {
    const { world, phone, code, chain, spoil } = await spoilt();
    await phone.me.recovery.beginKeychain();
    const old = chain[0];
    spoil();
    await phone.me.recovery.beginKeychain();
    expect(await phone.me.recovery.status()).toMatchObject({ keychainWhole: true, keychainsGivenUp: 2 });
    const beginning = chain.length - 1;
    if (old !== undefined) chain[beginning] = { ...old, index: beginning };
    const tablet = await world.device();
    expect(await tablet.me.recovery.use(code)).toMatchObject({ keys: 64, whole: false });
    expect(tablet.alarms).toEqual([`keychain-broken: entry ${beginning} does not follow`]);
  });

  test("stays one chain when a device is revoked before its first entry", async () => {
    const { world, phone, laptop, code, chain } = await spoilt();
    const size = chain.length;
    await phone.me.recovery.beginKeychain();
    chain.splice(size);
    await phone.me.api.revoke(laptop.session.device);
    await phone.me.view.keychain.append(someKeys(1, world));
    await phone.me.flush().catch(() => {});
    expect((await (await world.device()).me.recovery.use(code)).begunAnew).toBe(true);
  });

  test("loses nothing when the device dies after any of its writes", async () => {
    for (let write = 1; write <= 6; write++) {
      const { world, phone, code, before } = await spoilt();
      await phone.stop();
      const dying = dyingStore(phone.store, write);
      const first = await world.device({ store: dying, session: phone.session }).catch(() => undefined);
      await first?.me.recovery.beginKeychain().catch(() => {});
      await first?.stop();
      const again = await world.device({ store: phone.store, session: phone.session });
      if (!(await again.me.recovery.status()).keychainWhole) await again.me.recovery.beginKeychain();
      await again.me.flush();
      const tablet = await world.device();
      expect([write, await tablet.me.recovery.use(code)]).toEqual([write, { keys: 64, whole: true, begunAnew: true }]);
      expect(await held(tablet, before)).toBe(64);
    }
  });

  test("needs recovery to be set up", async () => {
    const phone = await (await bench()).device();
    expect(await codeOf(phone.me.recovery.beginKeychain())).toBe("recovery-not-set-up");
  });
});

test("a version that the server took and does not show counts as not made", async () => {
  const world = await bench();
  const phone = await world.device();
  const laptop = await world.device();
  const { payload } = await laptop.me.api.requestApproval();
  world.server.state.identityLies.set(world.alice.id, await world.server.state.identity.fork(1));
  expect(await codeOf(phone.me.api.approvePayload(payload))).toBe("untrusted-server");
});

describe("approval hands over", () => {
  test("every key that the old device holds, without recovery", async () => {
    const world = await bench();
    const phone = await world.device();
    const keys = someKeys(2_100, world);
    await phone.me.view.keychain.append(keys);
    const laptop = await world.device();
    await phone.me.api.approvePayload((await laptop.me.api.requestApproval()).payload);
    await laptop.me.api.state();
    await laptop.me.noteDeviceEvent("transfer");
    expect(await held(laptop, keys)).toBe(2_100);
  });

  test("nothing to a device that nobody approved, and takes nothing that no listed device signed", async () => {
    const world = await bench();
    const phone = await world.device();
    const laptop = await world.device();
    expect(await codeOf(phone.me.api.handOver(laptop.session.device))).toBe("device-unlisted");
    await phone.me.api.approvePayload((await laptop.me.api.requestApproval()).payload);
    await laptop.me.api.state();
    const chunks = world.server.state.identity.chunksFor(laptop.session.device, phone.session.device);
    const keys = someKeys(1, world);
    await phone.me.view.keychain.append(keys);
    await phone.me.api.handOver(laptop.session.device);
    for (const [chunk, bytes] of chunks) chunks.set(chunk, bytes.with(100, (bytes[100] ?? 0) ^ 1));
    await laptop.me.noteDeviceEvent("transfer");
    expect(await held(laptop, keys)).toBe(0);
  });
});

describe("gossip about the log", () => {
  test("that fits raises nothing; a head that contradicts, or that is never shown here, raises the alarm once", async () => {
    const world = await bench();
    const phone = await world.device();
    const { membership } = phone.me.view;
    const bob = world.server.addPerson({ handle: "bob" }).id;
    const from = { account: bob, device: phone.session.device };
    await membership.noteGossip(from, await membership.logHead());
    await membership.noteGossip(from, { size: 1, root: random(32) });
    expect(phone.alarms).toEqual(["identity-fork: another log of the same length: 1 entries"]);
    const ahead = { size: 5, root: random(32) };
    await membership.noteGossip(from, ahead);
    await expect.poll(() => phone.alarms.length).toBe(2);
    await membership.noteGossip(from, ahead);
    expect(phone.alarms[1]).toBe("identity-fork: a longer log than the server shows here: 5 entries");
  });
});

/** Fails every write after the first `most`, as a disk that is gone. */
function dyingStore(store: Store, most: number): Store {
  let left = most;
  return {
    ...store,
    write: async (writes) => {
      left -= 1;
      if (left < 0) throw new Error("the disk is gone");
      await store.write(writes);
    },
  };
}
