/** A commit whose fate an earlier run left open: what comes of it is no answer to what is asked of the group now. */
import { afterEach, expect, test } from "vitest";
import { connectWith } from "../connect.ts";
import type { Platform } from "../platform/platform.ts";
import { memoryStore } from "../store/memory-store.ts";
import { closeAll, type Device, deviceOf, people, waitFor } from "../testing/end-to-end-people.ts";
import { fakeIdentity } from "../testing/fake-identity.ts";
import { keptStore } from "../testing/own-devices.ts";

afterEach(closeAll);

type Fetch = Platform["fetch"];
/** Of one commit, until its device waits for another occasion. */
const TRIES = 7;

/** Alice alone in a room, and a commit of hers that never reached the server before her device stopped. */
async function leftWithCommit() {
  const made = await people();
  const { server, alice, bob } = made;
  const store = keptStore();
  const first = await deviceOf(server, alice, { name: "laptop" }, store);
  await deviceOf(server, bob);
  await waitFor(() => server.state.groups.keyPackages.size === 2);
  const room = await first.client.createRoom({ name: "ops", level: "e2ee", members: [] });
  const { device } = first.client;
  await first.client.close();
  const again = (commits?: () => Response | undefined) => aliceAgain({ ...made, store, device, commits });
  const cut = await again(() => Response.error());
  const adding = (await cut.client.room(room.id)).add([bob.id]);
  adding.catch(() => undefined);
  await cut.isTried;
  await cut.client.close();
  expect(await adding.then(String, ({ code }) => code)).toBe("closed");
  return { ...made, room: room.id, again };
}

async function aliceAgain({
  server,
  alice,
  store,
  device,
  commits,
}: Awaited<ReturnType<typeof people>> & {
  readonly store: ReturnType<typeof memoryStore>;
  readonly device: Device["client"]["device"];
  readonly commits: (() => Response | undefined) | undefined;
}) {
  const platform = server.platform();
  const tried = Promise.withResolvers<void>();
  const fetch: Fetch = async (url, init) => {
    const instead = new URL(url).pathname.endsWith("/commits") ? commits?.() : undefined;
    if (instead === undefined) return platform.fetch(url, init);
    tried.resolve();
    if (instead.type === "error") throw new TypeError("fetch failed");
    return instead;
  };
  const auth = server.startSession(alice, { id: device });
  // Pauses between tries pass at once; what waits for hours goes on waiting.
  const sleep: Platform["sleep"] = (ms, signal) => platform.sleep(ms < 60_000 ? 1 : ms, signal);
  const options = { auth, store, platform: { ...platform, fetch, sleep } };
  const client = await connectWith(server.url, options, { identity: async () => fakeIdentity(server) });
  return { client, isTried: tried.promise };
}

test("and that is refused now ends there: another change is made all the same", async () => {
  const { bob, server, room, again } = await leftWithCommit();
  const refusal = JSON.stringify({ code: "commit-forbidden", title: "no", status: 403 });
  // The device gives up on it for want of a connection; it is refused only when something else is asked for.
  const answers = [...Array.from({ length: TRIES }, () => Response.error()), new Response(refusal, { status: 403 })];
  const { client } = await again(() => answers.shift());
  await waitFor(() => answers.length === 1);
  await (await client.room(room)).add([bob.id]);
  expect(answers).toEqual([]);
  expect(server.state.groups.groupOf(room).roster.map(({ account }) => account)).toContain(bob.id);
  await client.close();
});
