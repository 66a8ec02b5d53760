import { type AccountId, LIMITS, newId, type RoomId } from "@warbler/protocol";
import { expect, test } from "vitest";
import { insert } from "../../kernel/plan.ts";
import { roleAssignments } from "../../kernel/records.ts";
import { ok, refuse } from "../../kernel/result.ts";
import { organisation } from "../../testing/organisation.ts";
import { creatingRules } from "./creating.ts";
import { conversationStore } from "./store.ts";

test("nobody is put into more rooms than one person may be in, by whoever makes them", async () => {
  await using world = await organisation();
  const { kernel } = world;
  const victim = await world.person("member");
  const { create } = creatingRules({
    ...kernel,
    store: conversationStore(kernel.reader),
    levelOf: async () => "sealed",
    answerFor: async () => refuse("not-found"),
    requirePeople: async () => ok(undefined),
  });
  const grant = await world.grant(world.owner, "room.create", { kind: "org" });
  const make = (members: readonly AccountId[]) =>
    create(grant, { id: newId(), kind: "group", level: "sealed", name: "room", topic: "", members: [...members] });
  const rooms = Array.from({ length: LIMITS.roomsPerAccount }, () => newId<RoomId>());
  const about = { account: victim.account, role: "member", since_ms: kernel.clock.nowMs() } as const;
  await world.write(...rooms.map((scope) => insert(roleAssignments, { scope, ...about })));
  expect(await make([victim.account])).toMatchObject({ refusal: { code: "too-many" } });
  // That one is made is told by what it answers here.
  expect(await make([])).toMatchObject({ refusal: { code: "not-found" } });
});
