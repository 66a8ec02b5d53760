import { type ScimOperation, scimPatchRequest } from "@warbler/protocol";
import { expect, test } from "vitest";
import { applyPatch } from "./patch.ts";

const KEPT = new Set(["username", "displayname", "name", "emails", "active", "members", "title"]);
const anna = {
  username: "anna",
  active: true,
  name: { givenname: "Anna", familyname: "Li" },
  emails: [{ value: "anna@example.com", type: "work", primary: true }],
};
function patched(document: object, ...operations: readonly object[]): unknown {
  const request = scimPatchRequest.safeParse({ schemas: [], Operations: operations });
  if (!request.success) return "unparsed";
  const list: readonly ScimOperation[] = request.data.operations;
  const result = applyPatch({ ...document }, list, KEPT);
  return result.ok ? result.value : result.refusal.code;
}

test("Entra's way: capitals, words for truth, a path with a filter that nothing matches yet", () => {
  expect(patched(anna, { op: "Replace", path: "active", value: "False" })).toMatchObject({ active: "False" });
  const work = { op: "Replace", path: 'emails[type eq "work"].value', value: "new@example.com" };
  expect(patched(anna, work)).toMatchObject({ emails: [{ value: "new@example.com", type: "work", primary: true }] });
  expect(patched({ username: "bo" }, work)).toEqual({
    username: "bo",
    emails: [{ type: "work", value: "new@example.com" }],
  });
  expect(patched(anna, { op: "Add", path: "name.familyName", value: "Wang" })).toMatchObject({
    name: { givenname: "Anna", familyname: "Wang" },
  });
});

test("Okta's way: a value without a path, also with names that are paths", () => {
  expect(patched(anna, { op: "replace", value: { active: false } })).toMatchObject({ active: false });
  const dotted = { "name.givenName": "Ann", 'emails[type eq "work"].value': "ann@example.com", displayName: "Ann" };
  expect(patched(anna, { op: "replace", value: dotted })).toMatchObject({
    name: { givenname: "Ann", familyname: "Li" },
    displayname: "Ann",
    emails: [{ value: "ann@example.com" }],
  });
  expect(patched(anna, { op: "replace", value: { name: { familyName: "Wang" } } })).toMatchObject({
    name: { givenname: "Anna", familyname: "Wang" },
  });
});

test("members are added once each, removed by filter or by value, replaced as a whole", () => {
  const group = { displayname: "g", members: [{ value: "a" }, { value: "b" }] };
  const members = (...operations: readonly object[]) => (patched(group, ...operations) as typeof group).members;
  expect(members({ op: "add", path: "members", value: [{ value: "b" }, { value: "c" }] })).toHaveLength(3);
  expect(members({ op: "remove", path: 'members[value eq "a"]' })).toEqual([{ value: "b" }]);
  expect(members({ op: "Remove", path: "members", value: [{ value: "b" }] })).toEqual([{ value: "a" }]);
  expect(members({ op: "replace", path: "members", value: [{ value: "z" }] })).toEqual([{ value: "z" }]);
  expect(members({ op: "remove", path: "members" })).toBeUndefined();
});

test("what is not kept is left out, what is null is taken away, what is no path is refused", () => {
  const department = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";
  expect(patched(anna, { op: "add", path: department, value: "Ops" })).toEqual(anna);
  expect(patched(anna, { op: "replace", value: { nickName: "A", __proto__: { active: false } } })).toEqual(anna);
  expect(patched({ ...anna, title: "x" }, { op: "replace", path: "title", value: null })).toEqual(anna);
  expect(patched(anna, { op: "remove", path: "name.givenName" })).toMatchObject({ name: { familyname: "Li" } });
  expect(patched(anna, { op: "remove" })).toBe("path-invalid");
  expect(patched(anna, { op: "replace", path: "emails[type eq", value: "x" })).toBe("path-invalid");
  expect(patched(anna, { op: "replace", path: "a.b.c", value: "x" })).toBe("path-invalid");
  expect(patched(anna, { op: "replace", value: "x" })).toBe("bad-request");
  expect(patched(anna, { op: "move", path: "title" })).toBe("unparsed");
});

test("one operation that is refused leaves nothing changed", () => {
  const operations = [{ op: "replace", path: "title", value: "boss" }, { op: "remove" }];
  expect(patched(anna, ...operations)).toBe("path-invalid");
});
