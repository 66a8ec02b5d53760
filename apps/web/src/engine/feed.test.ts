import { expect, test } from "vitest";
import type { EngineEvent } from "./engine-event.ts";
import { Feed } from "./feed.ts";

test("reading the directory again tells of those who are new or changed, and of nobody else", async () => {
  const told: EngineEvent[] = [];
  const person = (id: string, name = id) => ({ id, handle: id, name, role: "member", imported: false });
  let people = [person("anna"), person("bob")];
  const client = {
    on: () => () => undefined,
    presenceOf: () => "offline",
    people: async () => ({ people, more: false }),
  };
  const feed = new Feed(client as never, (event) => told.push(event));
  await feed.directory();
  await feed.directory();
  expect(told).toEqual([{ type: "people", people }]);
  people = [person("anna"), person("bob", "Robert"), person("cleo")];
  expect(await feed.directory()).toEqual(people);
  expect(told.slice(1)).toEqual([{ type: "people", people: people.slice(1) }]);
});

test("whom one waits to know is asked for once, however many wait, and again where the answer did not come", async () => {
  const asked: string[][] = [];
  const answers: ((come: boolean) => void)[] = [];
  const client = {
    on: () => () => undefined,
    presenceOf: () => "offline",
    api: (_name: string, { ids }: { ids: string[] }) => {
      asked.push(ids);
      const people = ids.filter((id) => id !== "gone").map((id) => ({ id, handle: id, name: id, role: "guest" }));
      return new Promise((resolve, reject) => {
        answers.push((come) => (come ? resolve({ people }) : reject(new Error("no line"))));
      });
    },
  };
  const told: EngineEvent[] = [];
  const feed = new Feed(client as never, (event) => told.push(event));
  const cut = feed.lookUp(["anna"] as never);
  answers[0]?.(false);
  await expect(cut).rejects.toThrow("no line");
  const both = [feed.lookUp(["anna", "gone"] as never), feed.lookUp(["gone", "anna"] as never)];
  expect(told).toEqual([]);
  answers[1]?.(true);
  await Promise.all(both);
  expect(told.map((event) => event.type === "people" && event.people.map(({ id }) => id))).toEqual([["anna"]]);
  await feed.lookUp(["anna", "gone"] as never);
  expect(asked).toEqual([["anna"], ["anna", "gone"]]);
});

test("what changed while the line was cut is asked for when it is back, and not for each message that waits", () => {
  const said: ((event: { state: string; queued: number }) => void)[] = [];
  let asked = 0;
  const client = {
    state: "online",
    on: (type: string, listener: (typeof said)[number]) => type === "connection" && said.push(listener),
    permissions: async () => {
      asked++;
      return [];
    },
  };
  new Feed(client as never, () => undefined);
  const tell = (state: string, queued = 0) => said.forEach((listener) => listener({ state, queued }));
  tell("online", 1);
  tell("online");
  expect(asked).toBe(0);
  tell("retrying");
  tell("online");
  expect(asked).toBe(1);
});
