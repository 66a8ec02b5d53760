import { expect, test } from "vitest";
import { fieldsOfAct } from "./act-fields.ts";
import { idFromBytes } from "./ids.ts";

const id = (byte: number) => idFromBytes(new Uint8Array(16).fill(byte));

test("every field is there in words, in order, with people, times, lengths and choices told apart from what somebody wrote", () => {
  const act = {
    route: "holdRole",
    params: {},
    body: { account: id(1), role: "trainer", forMs: 172_800_000, reason: "a holiday" },
  };
  expect(fieldsOfAct(act)).toEqual([
    { path: "account", said: { en: "person", zh: "人员" }, values: [{ kind: "id", id: id(1) }] },
    {
      path: "role",
      said: { en: "role", zh: "角色" },
      values: [{ kind: "said", said: { en: "trainer", zh: "培训员" } }],
    },
    { path: "forMs", said: { en: "for", zh: "时长" }, values: [{ kind: "said", said: { en: "2 days", zh: "2 天" } }] },
    { path: "reason", said: { en: "reason", zh: "原因" }, values: [{ kind: "text", text: "a holiday" }] },
  ]);
});

test("parameters come first, lists of single values are one field, and lists of objects are told one after the other", () => {
  const act = {
    route: "changePolicy",
    params: { seq: 7 },
    body: {
      document: { dual: [], roles: [{ name: "Desk", actions: ["people.invite", "people.list"] }, { name: "Door" }] },
    },
  };
  expect(fieldsOfAct(act).map(({ path, values }) => [path, values.length])).toEqual([
    ["seq", 1],
    ["document.dual", 0],
    ["document.roles.name", 1],
    ["document.roles.actions", 2],
    ["document.roles.name", 1],
  ]);
});

test("the same name means something else in another route", () => {
  const [bot] = fieldsOfAct({ route: "removeBot", params: { account: id(1) }, body: null });
  expect(bot?.said?.en).toBe("bot");
});

test("what has no words is never hidden: a field by its name, a choice by its letters", () => {
  const body = { constructor: "toString", what: "planet", afterMs: 5, list: [null, [true]] };
  expect(fieldsOfAct({ route: "erase", params: {}, body })).toEqual([
    { path: "constructor", said: undefined, values: [{ kind: "text", text: "toString" }] },
    { path: "what", said: expect.anything(), values: [{ kind: "text", text: "planet" }] },
    { path: "afterMs", said: expect.anything(), values: [{ kind: "time", atMs: 5 }] },
    { path: "list", said: undefined, values: [{ kind: "text", text: "null" }] },
    { path: "list", said: undefined, values: [{ kind: "said", said: { en: "yes", zh: "是" } }] },
  ]);
  expect(fieldsOfAct({ route: "erase", params: {}, body: "alone" })).toEqual([
    { path: "", said: undefined, values: [{ kind: "text", text: "alone" }] },
  ]);
});
