/**
 * What a change of the policy would do: what speaks against it, which of its tests fail, and who could do more or less. Pure;
 * decided by the very rule that decides everything else.
 */
import {
  ACTION_WORDS,
  type AccountId,
  type Action,
  APPROVAL_KEYS,
  CUSTOM_ACTIONS,
  DEFAULT_APPROVAL_KEYS,
  DUTIES,
  DUTY_ROLES,
  DUTY_WORDS,
  type Duty,
  isGrantedRole,
  NO_POLICY,
  ORG_ACTIONS,
  type PolicyDocument,
  type PolicyTest,
  type RoleName,
  type Said,
  type Simulation,
} from "@warbler/protocol";
import { emergencyFaults } from "./emergency-faults.ts";
import {
  type CompiledPolicy,
  compilePolicy,
  countsAs,
  dutiesOf,
  isHeld,
  isTakenInEmergency,
  type Person,
  whyOf,
} from "./rule.ts";

/** Who is in the organisation, and the time at which it is asked. */
export interface Census {
  readonly people: ReadonlyMap<AccountId, Person>;
  readonly nowMs: number;
}

const MOST_SHOWN = 500;
const CUSTOM: ReadonlySet<Action> = new Set(CUSTOM_ACTIONS);

/** Whether somebody may do something to what is nobody's in particular. */
const may = (policy: CompiledPolicy, person: Person, nowMs: number, action: Action): boolean =>
  whyOf(action, { policy, person, nowMs }, {}).may;

/** What somebody's roles in the organisation let them do, by this policy. */
export const orgActionsOf = (policy: CompiledPolicy, person: Person, nowMs: number): readonly Action[] =>
  ORG_ACTIONS.filter((action) => may(policy, person, nowMs, action));

interface Editing extends Census {
  readonly editor: Person;
  /** Who could sign with a passkey. */
  readonly passkeyOwners: ReadonlySet<AccountId>;
}

/** What speaks against the change, for the person who makes it; empty when nothing does. */
export function faultsOf(
  before: PolicyDocument,
  after: PolicyDocument,
  { people, nowMs, editor, passkeyOwners }: Editing,
): readonly Said[] {
  const compiled = compilePolicy(after);
  const compiledBefore = compilePolicy(before);
  return [
    ...repeated(after),
    ...goneFrom(before, after).flatMap(({ id, name }) => stillHeld(name, id, { people, nowMs })),
    ...dualFaults(after, { people, nowMs }, passkeyOwners),
    ...emergencyFaults(before, after, people),
    ...after.roles.flatMap(({ id, name, actions }) => {
      const had = compiledBefore.roles.get(id)?.actions;
      const isSeparated = after.profile === "standard" || (compiled.roles.get(id)?.duties.size ?? 0) < 2;
      return [
        ...actions.filter((one) => !CUSTOM.has(one)).map((one) => ownersOnly(name, one)),
        // Otherwise one could give through a role what one does not have.
        ...actions
          .filter((one) => had?.has(one) !== true && CUSTOM.has(one) && !may(compiledBefore, editor, nowMs, one))
          .map((one) => notYours(name, one)),
        ...(isSeparated ? [] : [mixedRole(name)]),
      ];
    }),
    ...(after.profile === "three-officers" ? separationFaults(compiled, { people, nowMs }) : []),
  ];
}

/** Roles that the change takes away. Under the same id another one may come, which old holders must not have. */
export function goneFrom(before: PolicyDocument, after: PolicyDocument): PolicyDocument["roles"] {
  const stay = new Set(after.roles.map(({ id }) => id));
  return before.roles.filter(({ id }) => !stay.has(id));
}

function stillHeld(name: string, id: RoleName, { people, nowMs }: Census): readonly Said[] {
  const holders = [...people.values()].filter(({ held }) => held.some((one) => one.role === id && isHeld(one, nowMs)));
  return holders.length === 0 ? [] : [heldBy(name, holders.length)];
}

function separationFaults(policy: CompiledPolicy, { people, nowMs }: Census): readonly Said[] {
  const everybody = [...people.values()];
  const missing = DUTIES.filter((duty) => !everybody.some(({ standing }) => countsAs(standing) === DUTY_ROLES[duty]));
  const mixed = everybody.filter((person) => dutiesOf(policy, person, nowMs).size > 1).length;
  return [...missing.map(unstaffed), ...(mixed === 0 ? [] : [mixedPeople(mixed)])];
}

/** Whoever could change the policy or make approvers alone could do the rest alone as well. */
function dualFaults(
  { dual }: PolicyDocument,
  { people, nowMs }: Census,
  passkeyOwners: ReadonlySet<AccountId>,
): readonly Said[] {
  const most = Math.max(0, ...dual.map(({ approvals }) => approvals));
  if (most === 0) return [];
  const strictest = Math.max(...dual.map(strictness));
  const keepers = (["policy.change", "role.grant"] as const).map((action) => ({
    action,
    has: dual.find((one) => one.action === action),
  }));
  const approvers = approversAmong(people.values(), nowMs);
  const withPasskey = approversAmong(
    [...people].filter(([account]) => passkeyOwners.has(account)).map(([, person]) => person),
    nowMs,
  );
  const byPasskey = Math.max(0, ...dual.filter(({ keys }) => keys === "passkey").map(({ approvals }) => approvals));
  return [
    ...keepers.filter(({ has }) => (has?.approvals ?? 0) < most).map(({ action }) => unguarded(most)(action)),
    ...keepers
      .filter(({ has }) => has !== undefined && strictness(has) < strictest)
      .map(({ action }) => signedTooWeakly(action)),
    // One of them may be who asks.
    ...(approvers <= most ? [tooFewApprovers(most + 1, approvers)] : []),
    ...(byPasskey > 0 && withPasskey <= byPasskey ? [tooFewPasskeys(byPasskey + 1, withPasskey)] : []),
  ];
}

const strictness = ({ keys = DEFAULT_APPROVAL_KEYS }: PolicyDocument["dual"][number]): number =>
  APPROVAL_KEYS.indexOf(keys);

/** How many may approve, by roles that do not end. */
export function approversAmong(people: Iterable<Person>, nowMs: number): number {
  const policy = compilePolicy(NO_POLICY);
  let count = 0;
  for (const { standing } of people) if (may(policy, { standing, held: [] }, nowMs, "approval.give")) count++;
  return count;
}

/** Places, in the document, of the tests that fail. */
export function failingTests(document: PolicyDocument, { people, nowMs }: Census): readonly number[] {
  const policy = compilePolicy(document);
  return document.tests.flatMap((test, at) => {
    const person = personOf(test, people);
    return person !== undefined && may(policy, person, nowMs, test.action) === test.may ? [] : [at];
  });
}

/** Somebody with the role and no other, or the very person as they are. */
function personOf({ who }: PolicyTest, people: Census["people"]): Person | undefined {
  if ("account" in who) return people.get(who.account);
  if (isGrantedRole(who.role)) return { standing: { role: who.role, suspended_ms: null }, held: [] };
  return { standing: { role: "member", suspended_ms: null }, held: [{ role: who.role, since_ms: 0, until_ms: null }] };
}

/** Who could do what they cannot do now, and the other way round. People with the same roles are decided once. */
export function simulate(
  before: PolicyDocument,
  after: PolicyDocument,
  { people, nowMs }: Census,
): Pick<Simulation, "people" | "affected"> {
  const [was, is] = [compilePolicy(before), compilePolicy(after)];
  const known = new Map<string, { readonly gains: Action[]; readonly loses: Action[] }>();
  const changed: Simulation["people"] = [];
  let affected = 0;
  const named = new Set([...before.emergency, ...after.emergency].flatMap(({ byPeople }) => byPeople));
  for (const [account, person] of people) {
    const kind = `${kindOf(person, nowMs)} ${named.has(account) ? account : ""}`;
    let change = known.get(kind);
    if (change === undefined) {
      const could = orgActionsOf(was, person, nowMs);
      const can = orgActionsOf(is, person, nowMs);
      change = { gains: can.filter((one) => !could.includes(one)), loses: could.filter((one) => !can.includes(one)) };
      known.set(kind, change);
    }
    if (change.gains.length + change.loses.length === 0) continue;
    affected++;
    if (changed.length < MOST_SHOWN) changed.push({ account, ...change });
  }
  return { people: changed, affected };
}

function kindOf({ standing, held }: Person, nowMs: number): string {
  const roles = held
    .filter((one) => isHeld(one, nowMs))
    .map((one) => `${one.role}${isTakenInEmergency(one) ? "!" : ""}`);
  return [countsAs(standing) ?? "", ...roles.sort()].join(" ");
}

function repeated({ roles }: PolicyDocument): readonly Said[] {
  const taken = (of: readonly string[]) => new Set(of).size < of.length;
  return taken(roles.map(({ id }) => id)) || taken(roles.map(({ name }) => name.toLowerCase()))
    ? [{ en: "Two roles have the same name.", zh: "有两个角色同名。" }]
    : [];
}

const ownersOnly = (role: string, action: Action): Said => ({
  en: `“${role}” cannot hold what only owners may do: ${ACTION_WORDS[action].en}.`,
  zh: `“${role}”不能包含仅所有者可执行的操作：${ACTION_WORDS[action].zh}。`,
});
const heldBy = (role: string, count: number): Said => ({
  en: `“${role}” is still held by ${count} ${count === 1 ? "person" : "people"}: take it from them first.`,
  zh: `仍有 ${count} 人持有“${role}”，请先收回。`,
});
const notYours = (role: string, action: Action): Said => ({
  en: `You cannot give through “${role}” what you may not do yourself: ${ACTION_WORDS[action].en}.`,
  zh: `您不能通过“${role}”授予自己没有的权限：${ACTION_WORDS[action].zh}。`,
});
const unguarded =
  (most: number) =>
  (action: Action): Said => ({
    en: `To ${ACTION_WORDS[action].en} has to be under dual control with ${most} approvals too.`,
    zh: `“${ACTION_WORDS[action].zh}”也必须置于双人控制之下，且需 ${most} 人批准。`,
  });
const tooFewApprovers = (needed: number, are: number): Said => ({
  en: `At least ${needed} people must be able to approve; there are ${are}.`,
  zh: `至少须有 ${needed} 人能够批准，目前只有 ${are} 人。`,
});
const signedTooWeakly = (action: Action): Said => ({
  en: `To ${ACTION_WORDS[action].en} has to be approved with keys as strong as anything else.`,
  zh: `批准“${ACTION_WORDS[action].zh}”所用的密钥要求不得低于其他操作。`,
});
const tooFewPasskeys = (needed: number, are: number): Said => ({
  en: `At least ${needed} of those who may approve must have a passkey; there are ${are}.`,
  zh: `可批准者中至少须有 ${needed} 人持有通行密钥，目前只有 ${are} 人。`,
});
const mixedRole = (role: string): Said => ({
  en: `“${role}” mixes two of the three officers' duties.`,
  zh: `“${role}”混合了三员中的两项职责。`,
});
const unstaffed = (duty: Duty): Said => ({
  en: `Nobody has the duty of ${DUTY_WORDS[duty].en} yet.`,
  zh: `尚无人承担${DUTY_WORDS[duty].zh}职责。`,
});
const mixedPeople = (count: number): Said => ({
  en: `${count} ${count === 1 ? "person has" : "people have"} two of the three officers' duties.`,
  zh: `有 ${count} 人同时拥有三员中的两项职责。`,
});
