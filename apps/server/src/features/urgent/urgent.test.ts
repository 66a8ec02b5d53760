import { type AccountId, LIMITS, type MessageId, newId, RECORD_KINDS } from "@warbler/protocol";
import { expect, test } from "vitest";
import { append } from "../../kernel/plan.ts";
import { organisation } from "../../testing/organisation.ts";
import { urgentTables } from "./tables.ts";
import { urgentRules } from "./urgent.ts";

test("calls about one message in one and the same millisecond count each", async () => {
  await using world = await organisation(urgentTables);
  const room = await world.room();
  const people: AccountId[] = [];
  for (let at = 0; at <= LIMITS.urgentPerDay; at++) people.push((await world.person("member", [room])).account);
  const atMs = world.kernel.clock.nowMs();
  const message = {
    message: newId<MessageId>(),
    author: world.owner.account,
    device: null,
    kind: RECORD_KINDS.message,
  };
  await world.write(append({ room, ...message, atMs, imported: false, content: new Uint8Array(8) }));
  const rules = urgentRules({ ...world.kernel, clock: { ...world.kernel.clock, nowMs: () => atMs } });
  const call = async (who: AccountId) =>
    rules.call(await world.grant(world.owner, "urgent.call", { kind: "room", room }), 1, [who]);
  const [oneTooMany, ...others] = people;
  for (const who of others) expect((await call(who)).ok).toBe(true);
  expect(oneTooMany && (await call(oneTooMany))).toMatchObject({ refusal: { code: "too-many" } });
});
