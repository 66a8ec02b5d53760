import {
  ACTIONS,
  type Action,
  CUSTOM_ACTIONS,
  DUTY_ROLES,
  type EmergencyId,
  GRANTED_ROLES,
  type GrantedRole,
  NO_POLICY,
  newId,
  ORG_ACTIONS,
  ORG_ROLES,
  POLICY_PROFILES,
  type PolicyDocument,
  policyDocument,
  ROOM_ROLES,
  type RoleId,
  ruleOf,
  whyWords,
} from "@warbler/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { failingTests, faultsOf, simulate } from "./document.ts";
import { compilePolicy, dutiesOf, type Held, isOfficer, makesOfficer, type Person, whyOf } from "./rule.ts";

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

test("under any profile a role taken in an emergency adds nothing that outlasts it, and with it nobody both acts and audits", () => {
  const auditing = custom(["audit.query"], "auditing");
  const acting = custom(["person.suspend", "policy.change"], "acting");
  const roles = [...GRANTED_ROLES.filter((role) => role !== "owner"), auditing.id, acting.id];
  fc.assert(
    fc.property(
      fc.constantFrom(...POLICY_PROFILES),
      fc.constantFrom(...GRANTED_ROLES),
      fc.subarray(roles),
      fc.constantFrom(...roles),
      (profile, role, held, taken) => {
        const document = { ...NO_POLICY, profile, roles: [auditing, acting] };
        const given = held.filter((one) => one !== taken).map((one) => holds(one));
        const before = somebody(role, given);
        const after = somebody(role, [...given, { ...holds(taken, NOW_MS + 1), emergency: newId<EmergencyId>() }]);
        const gains = ORG_ACTIONS.filter(
          (action) => ask(document, after, action).may && !ask(document, before, action).may,
        );
        const duties = dutiesOf(compilePolicy(document), after, NOW_MS);
        return (
          gains.every((action) => ruleOf(action).emergency === true) &&
          (gains.length === 0 || !duties.has("audit") || duties.size === 1)
        );
      },
    ),
  );
});

test("who is named takes a role in an emergency; no guest does, nor who is named by a role that they took like that", () => {
  const emergency = [{ role: "administrator", byRoles: ["security-officer"], byPeople: [], forMs: 3_600_000 }] as const;
  const document = policyDocument.parse({ ...NO_POLICY, emergency });
  const may = (person: Person) => ask(document, person, "emergency.begin");
  expect(may(somebody("security-officer"))).toMatchObject({ may: true });
  expect(may(somebody("member"))).toEqual({ may: false, by: "not-named" });
  expect(may(somebody("member", [holds("security-officer")]))).toMatchObject({ may: true });
  expect(may(somebody("guest", [holds("security-officer")]))).toEqual({ may: false, by: "not-named" });
  const taken = { ...holds("security-officer", NOW_MS + 1), emergency: newId<EmergencyId>() };
  expect(may(somebody("member", [taken]))).toEqual({ may: false, by: "not-named" });
  expect(isOfficer(compilePolicy(document), somebody("member", [taken]))).toBe(false);
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

test("whoever has a duty or approves is an officer, by a role of the organisation's own too", () => {
  const approver = custom(["approval.give"], "approver");
  const reader = custom(["people.list"], "reader");
  const policy = compilePolicy({ ...NO_POLICY, roles: [approver, reader] });
  expect([approver, reader].map(({ id }) => makesOfficer(policy, id))).toEqual([true, false]);
  expect(isOfficer(policy, somebody("member", [holds(approver.id)]))).toBe(true);
  expect(isOfficer(policy, somebody("member", [holds(reader.id)]))).toBe(false);
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
    faultsOf(NO_POLICY, after, { people, nowMs: NOW_MS, editor, passkeyOwners: new Set() }).map(({ en }) => en);
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
