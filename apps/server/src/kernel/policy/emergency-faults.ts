/** What speaks against whom a policy names for emergencies: said before it is saved, and not to somebody at three in the morning. */
import {
  type AccountId,
  isGrantedRole,
  ORG_ACTIONS,
  type PolicyDocument,
  ROLE_WORDS,
  type RoleName,
  ruleOf,
  type Said,
} from "@warbler/protocol";
import {
  type CompiledPolicy,
  compilePolicy,
  countsAs,
  dutiesOfRole,
  type Held,
  mixesDuties,
  type Person,
} from "./rule.ts";

const heldForGood = (role: RoleName): Held => ({ role, since_ms: 0, until_ms: null });

/** Whether a role lets anybody do something in an emergency. */
const isUseful = (policy: CompiledPolicy, role: RoleName): boolean =>
  ORG_ACTIONS.some((action) => {
    const rule = ruleOf(action);
    return (
      rule.emergency === true &&
      (isGrantedRole(role) ? rule.org?.includes(role) === true : policy.roles.get(role)?.actions.has(action) === true)
    );
  });

/** Whoever has it does everything, or acts and audits by it alone. */
const doesAll = (policy: CompiledPolicy, role: RoleName): boolean =>
  role === "owner" || mixesDuties(policy, { standing: undefined, held: [heldForGood(role)] }, 0);

export function emergencyFaults(
  before: PolicyDocument,
  after: PolicyDocument,
  people: ReadonlyMap<AccountId, Person>,
): readonly Said[] {
  const policy = compilePolicy(after);
  // Whoever left since stays named until somebody looks at it, and may do nothing.
  const namedBefore = new Set(before.emergency.flatMap(({ byPeople }) => byPeople));
  const nameOf = (role: RoleName): Said => {
    if (isGrantedRole(role)) return ROLE_WORDS[role];
    const name = `“${policy.roles.get(role)?.name ?? role}”`;
    return { en: name, zh: name };
  };
  const isKnown = (role: RoleName) => isGrantedRole(role) || policy.roles.has(role);
  const isPerson = (account: AccountId) => {
    const role = countsAs(people.get(account)?.standing);
    return isGrantedRole(role) && role !== "guest";
  };
  const seen = new Set<RoleName>();
  return after.emergency.flatMap(({ role, byRoles, byPeople }): readonly Said[] => {
    const isRepeated = seen.has(role);
    seen.add(role);
    const unknown = [role, ...byRoles].filter((one) => !isKnown(one));
    if (unknown.length > 0) return unknown.map((one) => unknownRole(nameOf(one)));
    if (isRepeated) return [repeatedRule(nameOf(role))];
    if (doesAll(policy, role)) return [notToBeTaken(nameOf(role))];
    if (!isUseful(policy, role)) return [useless(nameOf(role))];
    return [
      ...(byRoles.length + byPeople.length === 0 ? [nobodyNamed(nameOf(role))] : []),
      ...byRoles.filter((one) => one === "guest").map((one) => noGuests(nameOf(role), nameOf(one))),
      ...byRoles.filter((one) => mixesBy(policy, role, one)).map((one) => mixed(nameOf(role), nameOf(one))),
      ...byPeople.filter((one) => !namedBefore.has(one) && !isPerson(one)).map(() => nobodyHere(nameOf(role))),
    ];
  });
}

/** Whether whoever has the one role could never use the other. */
const mixesBy = (policy: CompiledPolicy, role: RoleName, by: RoleName): boolean =>
  dutiesOfRole(policy, by).size > 0 &&
  mixesDuties(policy, { standing: undefined, held: [heldForGood(role), heldForGood(by)] }, 0);

const unknownRole = (role: Said): Said => ({
  en: `There is no role ${role.en} that could be taken in an emergency, or by whose holders.`,
  zh: `紧急访问中提到的角色${role.zh}不存在。`,
});
const repeatedRule = (role: Said): Said => ({
  en: `It is said twice who may take the role ${role.en} in an emergency.`,
  zh: `角色${role.zh}的紧急取得规则出现了两次。`,
});
const notToBeTaken = (role: Said): Said => ({
  en: `Nobody takes the role ${role.en} in an emergency: it would let one person both act and audit.`,
  zh: `角色${role.zh}不能在紧急情况下取得：它会让一人既操作又审计。`,
});
const useless = (role: Said): Said => ({
  en: `The role ${role.en} lets nobody do anything in an emergency.`,
  zh: `角色${role.zh}在紧急情况下不能执行任何操作。`,
});
const nobodyNamed = (role: Said): Said => ({
  en: `Nobody is named who may take the role ${role.en} in an emergency.`,
  zh: `尚未指定谁可在紧急情况下取得角色${role.zh}。`,
});
const noGuests = (role: Said, by: Said): Said => ({
  en: `A ${by.en} cannot take the role ${role.en} in an emergency.`,
  zh: `${by.zh}不能在紧急情况下取得角色${role.zh}。`,
});
const mixed = (role: Said, by: Said): Said => ({
  en: `Whoever is ${by.en} could never take the role ${role.en}: one person would have duties that are kept apart.`,
  zh: `${by.zh}无法取得角色${role.zh}：一人会同时拥有须分离的职责。`,
});
const nobodyHere = (role: Said): Said => ({
  en: `Somebody who is named for the role ${role.en} is nobody here now, or a guest.`,
  zh: `为角色${role.zh}指定的某人目前不属于组织，或为访客。`,
});
