import { expect, test } from "vitest";
import { newWorld } from "../testing/world.ts";

const ASK = ["approvals", "ask", "queryAudit", '{"reason":"a complaint"}', "--reason", "the yearly audit"];

test("an act is asked for, shown as it is signed, signed only once its id was typed, and done", async () => {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  const bo = await world.signedIn("bo", "owner");
  const asked = await anna.warbler([...ASK, "--json"]);
  expect(asked).toMatchObject({ code: 0 });
  const { id } = asked.json().request;
  expect((await bo.warbler(["approvals"])).out).toMatch(
    new RegExp(`${id}\\s+waits\\s+0/1\\s+@anna\\s+audit.query.*the yearly audit`),
  );
  const shown = (await bo.warbler(["approvals", "show", id, "--json"])).json();
  expect(JSON.parse(shown.payload)).toEqual(expect.arrayContaining(["warbler act v1", id, "queryAudit"]));
  expect((await anna.warbler(["approvals", "execute", id])).code).not.toBe(0);
  const unsure = await bo.warbler(["approvals", "approve", id], { answers: ["yes", ""] });
  expect(unsure).toMatchObject({ code: 2 });
  expect(unsure.err).toContain("nothing was signed");
  expect(unsure.err).toContain("These bytes are signed:");
  expect((await bo.warbler(["approvals", "approve", id], { answers: [id] })).out).toContain("Signed: 1 of 1.");
  expect((await anna.warbler(["approvals", "execute", id])).out).toContain("Done.");
  expect((await anna.warbler(["approvals", "execute", id])).code).not.toBe(0);
  expect((await anna.warbler(["--lang", "zh", "approvals", "list", "--mine"])).out).toContain("@anna");
});

test("nobody signs their own, what is withdrawn waits no more, and bad input is refused in words", async () => {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  const { id } = (await anna.warbler([...ASK, "--json"])).json().request;
  expect((await anna.warbler(["approvals", "approve", id, "--yes"])).code).not.toBe(0);
  expect((await anna.warbler(["approvals", "withdraw", id])).out).toContain("Withdrawn.");
  expect((await anna.warbler(["approvals"])).out).toMatch(new RegExp(`${id}\\s+withdrawn`));
  expect((await anna.warbler(["approvals", "show", "x"])).code).toBe(5);
  const noJson = await anna.warbler(["approvals", "ask", "queryAudit", "{", "--reason", "x"]);
  expect(noJson).toMatchObject({ code: 2 });
  expect(noJson.err).toContain("Expected JSON.");
  expect((await anna.warbler(["approvals", "ask", "queryAudit", "{}", "--param", "x", "--reason", "x"])).code).toBe(2);
  expect((await anna.warbler(["approvals", "ask", "queryAudit", "{}"])).code).toBe(2);
});

test("how many others must sign is set for all such actions or for some, after seeing what it does", async () => {
  const world = await newWorld();
  const anna = await world.signedIn("anna", "owner");
  const tried = await anna.warbler(["approvals", "require", "1", "--dry-run"]);
  expect(tried.out).toContain("Nothing was changed.");
  expect((await anna.warbler(["approvals", "require", "1"])).code).toBe(2);
  const all = await anna.warbler(["approvals", "require", "1", "--reason", "nobody alone"]);
  expect(all.out).toContain("The policy is at version 1");
  const less = ["approvals", "require", "0", "audit.query", "--reason", "a small team", "--json"];
  expect((await anna.warbler(less)).json()).toMatchObject({ version: 2 });
  expect((await anna.warbler(["approvals", "require", "6", "--reason", "x"])).code).toBe(2);
  expect((await anna.warbler(["approvals", "require", "1", "room.create", "--reason", "x"])).code).toBe(2);
});
