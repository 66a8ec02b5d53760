/** What people know from other chats, each tried once in real windows. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { startWebWorld, type WebWorld, type Window } from "./web-world.ts";

let world: WebWorld;
let anna: Window;
let bob: Window;

beforeAll(async () => {
  world = await startWebWorld();
  anna = await world.setUp("Anna Lind");
  await world.newRoom(anna, "kitchen");
  bob = await world.join(anna, "Bob Berg", ["kitchen"]);
  await bob.openRoom("kitchen");
  await anna.say("Tea is ready");
  await bob.sees("Tea is ready");
}, 120_000);
afterAll(() => world[Symbol.asyncDispose](), 60_000);

test("history tells what happened to the room, also to whoever opens it later", async () => {
  await bob.page.getByText("Anna Lind made the room").waitFor();
  await bob.page.reload();
  await bob.page.getByText("Anna Lind made the room").waitFor();
  await bob.page.getByText("Bob Berg joined").waitFor();
});

test("nothing went wrong in the windows on the way", () => {
  for (const { complaints } of world.windows) expect(complaints).toEqual([]);
});
