/** A device that is about to look for its way into a room's group while it is being brought in already. */
import { expect, test } from "vitest";
import { connectWith } from "../connect.ts";
import type { AlarmEvent } from "../events.ts";
import type { Platform } from "../platform/platform.ts";
import { password } from "../session/auth.ts";
import { memoryStore } from "../store/memory-store.ts";
import { fakeIdentity } from "../testing/fake-identity.ts";
import { FakeServer } from "../testing/fake-server.ts";

const PASSWORD = "correct horse battery";

type Request = "welcome" | "commit" | "group";

/** A platform whose answers to these requests arrive when the function allows it. */
function holdingBack(platform: Platform, allowed: (request: Request) => Promise<void>): Platform {
  const requests: readonly (readonly [RegExp, Request])[] = [
    [/\/welcome$/, "welcome"],
    [/\/commits$/, "commit"],
    [/\/group$/, "group"],
  ];
  return {
    ...platform,
    fetch: async (url, init) => {
      const answer = await platform.fetch(url, init);
      const [, request] = requests.find(([path]) => path.test(new URL(url).pathname)) ?? [];
      if (request !== undefined) await allowed(request);
      return answer;
    },
  };
}

/** Enough for a joining to be made, if one is. */
const timeToJoin = () => new Promise((resolve) => setTimeout(resolve, 50));

for (const [moment, isHeld] of [
  ["while the server's answer is on its way", true],
  ["right after the group was begun", false],
] as const)
  test(`whoever makes a room does not join it from outside as well: the group is found ${moment}`, async () => {
    const server = await FakeServer.create();
    const alice = server.addPerson({ handle: "alice", password: PASSWORD });
    const [begun, found] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const platform = holdingBack(server.platform(), async (request) => {
      if (request === "welcome") await begun.promise;
      if (request === "group") found.resolve();
      if (request !== "commit" || !isHeld) return;
      begun.resolve();
      await found.promise.then(timeToJoin);
    });
    const options = { auth: password("alice", PASSWORD, { name: "laptop" }), store: memoryStore(), platform };
    const client = await connectWith(server.url, options, { identity: async () => fakeIdentity(server) });
    const alarms: AlarmEvent[] = [];
    client.on("alarm", (alarm) => alarms.push(alarm));
    const plain = await client.createRoom({ name: "open plan" });
    const room = await client.changeLevel(plain, "e2ee");
    begun.resolve();
    await room.send("only for us").settled;
    await found.promise.then(timeToJoin);
    await client.close();
    expect(server.state.groups.groupOf(room.id)).toMatchObject({ epoch: 0, roster: [{ account: alice.id }] });
    expect(alarms).toEqual([]);
  });
