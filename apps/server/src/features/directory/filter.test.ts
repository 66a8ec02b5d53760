import { expect, test } from "vitest";
import { matches, parseFilter } from "./filter.ts";

const anna = {
  id: "A1",
  username: "Anna@Example.com",
  externalid: "aB",
  active: true,
  name: { givenname: "Anna", familyname: "王" },
  emails: [
    { value: "anna@example.com", type: "work", primary: true },
    { value: "a@home.example", type: "home" },
  ],
};
const holds = (text: string): boolean | string => {
  const filter = parseFilter(text);
  return filter.ok ? matches(filter.value, anna) : filter.refusal.code;
};

test.each([
  ['userName eq "anna@example.com"', true],
  ['USERNAME EQ "ANNA@EXAMPLE.COM"', true],
  ['urn:ietf:params:scim:schemas:core:2.0:User:userName eq "anna@example.com"', true],
  ['userName ne "anna@example.com"', false],
  ['externalId eq "ab"', false],
  ['externalId eq "aB"', true],
  ['userName co "@example"', true],
  ['userName sw "ann" and active eq true', true],
  ['userName sw "bob" or name.familyName eq "王"', true],
  ['not (userName sw "bob")', true],
  ['(userName sw "bob" or userName sw "ann") and not (active eq false)', true],
  ['emails eq "a@home.example"', true],
  ['emails.type eq "other"', false],
  ['emails[type eq "work" and value ew "example.com"]', true],
  ['emails[type eq "home" and value ew "example.com"]', false],
  ["title pr", false],
  ["name.givenName pr", true],
  ['userName eq "with \\"quotes\\""', false],
  ['unknown eq "x"', false],
])("%s is %s", (text, is) => {
  expect(holds(text)).toBe(is);
});

test.each([
  "",
  "userName",
  "userName eq",
  "userName eq anna",
  'userName is "anna"',
  'userName eq "anna',
  'userName eq "a" or',
  'userName eq "a" userName eq "b"',
  'emails[type eq "work"',
  `${"(".repeat(50)}userName pr${")".repeat(50)}`,
  `${"not (".repeat(50)}userName pr${")".repeat(50)}`,
  '"userName" eq "a"',
])("%s is no filter", (text) => {
  expect(holds(text)).toBe("filter-invalid");
});

test("names that every object has are no attributes", () => {
  expect(holds("constructor pr")).toBe(false);
  expect(holds("__proto__ pr")).toBe("filter-invalid");
  expect(holds("name.toString pr")).toBe(false);
});
