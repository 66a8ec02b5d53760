import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { connect } from "../connect.ts";
import { VirtualClock } from "../testing/clock.ts";
import { directWebCrypto, settledPromises } from "../testing/direct-crypto.ts";
import { FakeServer } from "../testing/fake-server.ts";
import { loadLazyModules } from "../testing/lazy-modules.ts";
import { FaultyNetwork } from "../testing/network.ts";
import { seededRandom } from "../testing/seeded-random.ts";
import type { Warbler } from "../warbler.ts";

const FAULTLESS = { lost: 0, repeated: 0, delayMs: 0, broken: 0 };

afterAll(directWebCrypto());

let clock: VirtualClock;
let client: Warbler;
/** What alice has been shown since she came online. */
let shown: string[];

/** Alice's socket is gone and she has not heard of it; what bob says meanwhile does not reach her. */
beforeEach(async () => {
  await loadLazyModules();
  clock = new VirtualClock(undefined, settledPromises);
  const server = await FakeServer.create({ clock });
  const [alice, bob] = [server.addPerson({ handle: "alice" }), server.addPerson({ handle: "bob" })];
  const room = server.addRoom({ name: "security", owner: alice.id, members: [bob.id] });
  const network = new FaultyNetwork(FAULTLESS, seededRandom(1), clock);
  client = await clock.run(connect(server.url, { auth: server.signIn(alice), platform: server.platform(network) }));
  shown = [];
  (await clock.run(client.room(room.id))).on("message", ({ text }) => shown.push(text));
  await clock.settle();
  network.fail({ ...FAULTLESS, lost: 1 });
  server.dropAll();
  network.heal();
  server.say(room, bob.id, "said to nobody");
  await clock.settle();
});
afterEach(() => clock.run(client.close()));

test("a connection that died unheard is replaced within 11 s of `retryNow`, and what was missed is shown", async () => {
  expect(client.state).toBe("online");
  client.retryNow();
  await clock.advance(11_000);
  expect(client.state).toBe("online");
  expect(shown).toEqual(["said to nobody"]);
});

test("a connection that died unheard is replaced within 71 s by itself", async () => {
  await clock.advance(11_000);
  expect(shown).toEqual([]);
  await clock.advance(60_000);
  expect(shown).toEqual(["said to nobody"]);
});
