import {
  ACTIONS,
  type Action,
  CUSTOM_ACTIONS,
  DUTY_ROLES,
  GRANTED_ROLES,
  type GrantedRole,
  NO_POLICY,
  newId,
  ORG_ACTIONS,
  ORG_ROLES,
  type PolicyDocument,
  ROOM_ROLES,
  type RoleId,
  ruleOf,
  whyWords,
} from "@warbler/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { failingTests, faultsOf, simulate } from "./document.ts";
import { compilePolicy, type Held, type Person, whyOf } from "./rule.ts";

const NOW_MS = 1_000;
const SEPARATED: PolicyDocument = { ...NO_POLICY, profile: "three-officers" };
const somebody = (role: GrantedRole, held: readonly Held[] = []): Person => ({
  standing: { role, suspended_ms: null },
  held,
});
const holds = (role: Held["role"], until_ms: number | null = null): Held => ({ role, since_ms: 0, until_ms });
const ask = (document: PolicyDocument, person: Person, action: Action, relation = {}) =>
  whyOf(action, { policy: compilePolicy(document), person, nowMs: NOW_MS }, relation);
const custom = (actions: readonly Action[], name = "a role") => ({
  id: newId<RoleId>(),
  name,
  says: "",
  actions: [...actions],
});
const actionsBy = (duty: string) => ORG_ACTIONS.filter((action) => ruleOf(action).duty === duty);
const everyAction = Object.keys(ACTIONS) as Action[];

test("nobody without a standing may do anything, whatever else they have", () => {
  const standings = [
    undefined,
    ...(["placeholder", "removed"] as const).map((role) => ({ role, suspended_ms: null })),
    ...GRANTED_ROLES.map((role) => ({ role, suspended_ms: 5 })),
  ];
  const held = GRANTED_ROLES.map((role) => holds(role));
  for (const standing of standings)
    for (const action of everyAction)
      for (const roomRole of ROOM_ROLES) {
        const why = ask(NO_POLICY, { standing, held }, action, { roomRole, isSelf: true });
        expect(why, action).toMatchObject({ may: false, by: "standing" });
      }
});

test("no role in the organisation, built in, held or made, opens a room, under either profile", () => {
  const all = custom(CUSTOM_ACTIONS);
  for (const profile of ["standard", "three-officers"] as const)
    for (const role of GRANTED_ROLES)
      for (const action of everyAction.filter((one) => ruleOf(one).on === "room")) {
        const document = { ...NO_POLICY, profile, roles: [all] };
        const person = somebody(role, [holds(all.id), ...GRANTED_ROLES.map((one) => holds(one))]);
        expect(ask(document, person, action), action).toMatchObject({ may: false });
      }
});

test("under three officers nobody both acts and audits, by any roles they come by", () => {
  const duties = Object.keys(DUTY_ROLES);
  const roles = duties.map((duty) => custom(actionsBy(duty), duty));
  const mixed = custom(
    ORG_ACTIONS.filter((action) => ruleOf(action).duty !== undefined),
    "mixed",
  );
  const document = { ...SEPARATED, roles: [...roles, mixed] };
  const anyHeld = fc.subarray([...GRANTED_ROLES, ...document.roles.map(({ id }) => id)]);
  fc.assert(
    fc.property(fc.constantFrom(...GRANTED_ROLES), anyHeld, (role, held) => {
      const person = somebody(
        role,
        held.map((one) => holds(one)),
      );
      const may = ORG_ACTIONS.filter((action) => ask(document, person, action).may);
      return new Set(may.flatMap((action) => ruleOf(action).duty ?? [])).size <= 1;
    }),
  );
});

test("under three officers an owner does what no duty is about, and each officer their own duty alone", () => {
  for (const action of ORG_ACTIONS) {
    const { duty } = ruleOf(action);
    if (duty === undefined) continue;
    for (const role of GRANTED_ROLES)
      expect(ask(SEPARATED, somebody(role), action).may, `${role} ${action}`).toBe(role === DUTY_ROLES[duty]);
  }
});

test("a role that is held counts until it ends, and is named when it has ended", () => {
  const person = (until: number | null) => somebody("member", [holds("auditor", until)]);
  expect(ask(NO_POLICY, person(null), "audit.query")).toEqual({ may: true, by: "held-role", role: "auditor" });
  expect(ask(NO_POLICY, person(NOW_MS + 1), "audit.query")).toMatchObject({ may: true, untilMs: NOW_MS + 1 });
  expect(ask(NO_POLICY, person(NOW_MS), "audit.query")).toMatchObject({ may: false, by: "no-role", endedAtMs: NOW_MS });
});

test("a role of the organisation's own lets do what it holds, but not to officers what only owners may", () => {
  const role = custom(["people.invite", "person.suspend"]);
  const document = { ...NO_POLICY, roles: [role] };
  const person = somebody("member", [holds(role.id)]);
  expect(ask(document, person, "people.invite")).toMatchObject({ may: true, by: "held-role", name: "a role" });
  expect(ask(document, person, "person.suspend").may).toBe(true);
  expect(ask(document, person, "person.suspend", { isOfficer: true }).may).toBe(false);
  expect(ask(document, person, "audit.query").may).toBe(false);
});

test("every answer has words in both languages", () => {
  for (const role of ORG_ROLES)
    for (const action of everyAction)
      for (const relation of [{}, { isSelf: true }, { roomRole: "member" as const }]) {
        const why = ask(NO_POLICY, { standing: { role, suspended_ms: null }, held: [] }, action, relation);
        const { en, zh } = whyWords(action, why);
        expect(en).toMatch(why.may ? /^Yes: .*\.$/ : /^No: .*\.$/);
        expect(zh).toMatch(why.may ? /^可以：.*。$/ : /^不可以：.*。$/);
      }
});

test("a role is given nothing that its editor has not, nothing that is for owners alone, and no two duties", () => {
  const people = new Map([[newId(), somebody("owner")]]) as never;
  const faults = (after: PolicyDocument, editor: Person) =>
    faultsOf(NO_POLICY, after, { people, nowMs: NOW_MS, editor }).map(({ en }) => en);
  const withRole = (actions: readonly Action[]) => ({ ...NO_POLICY, roles: [custom(actions)] });
  expect(faults(withRole(["people.invite", "audit.query"]), somebody("owner"))).toEqual([]);
  expect(faults(withRole(["audit.query"]), somebody("administrator"))).toEqual([
    expect.stringContaining("what you may not do yourself: read the audit log"),
  ]);
  expect(faults(withRole(["policy.change"]), somebody("owner"))).toEqual([
    expect.stringContaining("only owners may do"),
  ]);
  expect(faults(withRole(["message.read"]), somebody("owner"))).toHaveLength(1);
  const twice = { ...NO_POLICY, roles: [custom([], "Same"), custom([], "same")] };
  expect(faults(twice, somebody("owner"))).toHaveLength(1);
  const mixed = { ...withRole(["people.invite", "audit.query"]), profile: "three-officers" as const };
  expect(faults(mixed, somebody("owner"))).toEqual([
    expect.stringContaining("mixes two"),
    ...["system administration", "security", "audit"].map((duty) => expect.stringContaining(`the duty of ${duty}`)),
  ]);
});

test("tests of the policy fail for exactly what is not so, and a simulation tells who gains and loses", () => {
  const role = custom(["people.invite"]);
  const [holder, admin, owner] = [newId(), newId(), newId()] as never[];
  const people = new Map([
    [holder, somebody("member", [holds(role.id)])],
    [admin, somebody("administrator")],
    [owner, somebody("owner")],
  ] as never) as never;
  const census = { people, nowMs: NOW_MS };
  const before = { ...NO_POLICY, roles: [role] };
  const after: PolicyDocument = { ...NO_POLICY, roles: [{ ...role, actions: ["import.run"] }] };
  expect(simulate(before, after, census)).toEqual({
    affected: 1,
    people: [{ account: holder, gains: ["import.run"], loses: ["people.invite"] }],
  });
  const tests: PolicyDocument["tests"] = [
    { who: { role: role.id }, action: "people.invite", may: false },
    { who: { account: holder as never }, action: "import.run", may: true },
    { who: { role: "administrator" }, action: "audit.query", may: false },
    { who: { role: "auditor" }, action: "audit.query", may: false },
    { who: { account: newId() }, action: "room.create", may: true },
  ];
  expect(failingTests({ ...after, tests }, census)).toEqual([3, 4]);
  expect(failingTests({ ...before, tests }, census)).toEqual([0, 1, 3, 4]);
});
