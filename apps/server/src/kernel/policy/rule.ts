/**
 * A row of the table of actions applied to what is known of a person: the one place where it is decided, and told why.
 * Pure: the policy brings roles and time, and makes a grant only of what comes out of here.
 */
import {
  type AccountId,
  type Action,
  type ApprovalKeys,
  DEFAULT_APPROVAL_KEYS,
  DUTIES,
  DUTY_ROLES,
  type DualAction,
  type Duty,
  type EmergencyId,
  type EmergencyRule,
  isGrantedRole,
  isOfficerRole,
  isStandingRole,
  type OrgRole,
  type PolicyDocument,
  type RoleId,
  type RoleName,
  type RoomRole,
  ruleOf,
  type StandingRole,
  type Why,
} from "@warbler/protocol";

/** A person's stored role in the organisation. */
export interface Standing {
  readonly role: OrgRole;
  readonly suspended_ms: number | null;
  /** Since when, and who gave it; absent where it is only tried out. */
  readonly since_ms?: number;
  readonly given_by?: AccountId | null;
}

/** A role held beside it. */
export interface Held {
  readonly role: RoleName;
  readonly since_ms: number;
  readonly until_ms: number | null;
  readonly given_by?: AccountId | null;
  /** Taken by the person in this emergency, and given by nobody. */
  readonly emergency?: EmergencyId | null;
}

/** A role of the organisation's own, as it is asked. */
export interface CompiledRole {
  readonly name: string;
  readonly actions: ReadonlySet<Action>;
  readonly duties: ReadonlySet<Duty>;
  readonly asksFactor: boolean;
}

/** The policy document, as it is asked. */
export interface CompiledPolicy {
  readonly profile: PolicyDocument["profile"];
  readonly roles: ReadonlyMap<RoleName, CompiledRole>;
  /** How many others must approve what is under dual control, and with what. */
  readonly dual: ReadonlyMap<DualAction, ApprovalRule>;
  /** Who may take which role by themselves in an emergency. */
  readonly emergency: readonly EmergencyRule[];
}

export interface ApprovalRule {
  readonly approvals: number;
  readonly keys: ApprovalKeys;
}

/** What somebody is in the organisation, at a time. */
export interface Person {
  /** Absent for somebody who is only tried out. */
  readonly account?: AccountId;
  readonly standing: Standing | undefined;
  readonly held: readonly Held[];
}

/** What the caller is to what is acted on. */
export interface Relation {
  /** On a room: the role there. */
  readonly roomRole?: RoomRole | undefined;
  /** On an account: whether it is the caller's own, and whether it is an officer's. */
  readonly isSelf?: boolean;
  readonly isOfficer?: boolean;
}

const BY_SELF: Why = { may: true, by: "self" };
const NOT_IN_ROOM: Why = { may: false, by: "not-in-room" };
const NOT_NAMED: Why = { may: false, by: "not-named" };
const NOT_FOR_GUESTS: Why = { may: false, by: "guest" };
const NO_DUTIES: ReadonlySet<Duty> = new Set();
const HOLDS_NOTHING: readonly Held[] = [];

export function compilePolicy({ profile, roles, dual, emergency }: PolicyDocument): CompiledPolicy {
  const compiled = roles.map(({ id, name, actions, secondFactor = false }): [RoleId, CompiledRole] => {
    const duties = new Set(actions.map((action) => ruleOf(action).duty).filter((duty) => duty !== undefined));
    return [id, { name, actions: new Set(actions), duties, asksFactor: secondFactor }];
  });
  return {
    profile,
    roles: new Map<RoleName, CompiledRole>(compiled),
    dual: new Map(dual.map(({ action, approvals, keys = DEFAULT_APPROVAL_KEYS }) => [action, { approvals, keys }])),
    emergency,
  };
}

/** Whether they are somebody in the organisation now: any row of the table asks this first. */
export const countsAs = (standing: Standing | undefined): StandingRole | undefined =>
  standing !== undefined && standing.suspended_ms === null && isStandingRole(standing.role) ? standing.role : undefined;

const DUTY_OF = new Map<RoleName, Duty>(DUTIES.map((duty) => [DUTY_ROLES[duty], duty]));

/** The officers' duties that a role brings, built in or the organisation's own. */
export function dutiesOfRole(policy: CompiledPolicy, role: RoleName): ReadonlySet<Duty> {
  const builtIn = DUTY_OF.get(role);
  return builtIn === undefined ? (policy.roles.get(role)?.duties ?? NO_DUTIES) : new Set([builtIn]);
}

/** A time at which no role counts that is held until a time. */
export const FOR_GOOD_MS = Number.MAX_SAFE_INTEGER;
export const isHeld = ({ until_ms }: Held, nowMs: number): boolean => until_ms === null || until_ms > nowMs;

/** The duties that somebody has by all their roles together. */
export function dutiesOf(policy: CompiledPolicy, { standing, held }: Person, nowMs: number): ReadonlySet<Duty> {
  const role = countsAs(standing);
  const roles = [
    ...(isGrantedRole(role) ? [role] : []),
    ...held.filter((one) => isHeld(one, nowMs)).map((one) => one.role),
  ];
  return new Set(roles.flatMap((one) => [...dutiesOfRole(policy, one)]));
}

/** Whether a role makes an officer: a built-in one, or one of the organisation's own with a duty, or whose holders approve what others ask for. */
export const makesOfficer = (policy: CompiledPolicy, role: RoleName): boolean =>
  isOfficerRole(role) ||
  dutiesOfRole(policy, role).size > 0 ||
  policy.roles.get(role)?.actions.has("approval.give") === true;

export const isTakenInEmergency = ({ emergency = null }: Held): boolean => emergency !== null;

/** Whether acting on this person is acting on an officer. A role taken in an emergency protects nobody from being stopped. */
export function isOfficer(policy: CompiledPolicy, { standing, held }: Person): boolean {
  return (
    isOfficerRole(standing?.role) || held.some((one) => !isTakenInEmergency(one) && makesOfficer(policy, one.role))
  );
}

/** Whether somebody would both act and audit; under three officers, whether they have any two of the duties. */
export function mixesDuties(policy: CompiledPolicy, person: Person, nowMs: number): boolean {
  const duties = dutiesOf(policy, person, nowMs);
  return duties.size > 1 && (policy.profile === "three-officers" || duties.has("audit"));
}

/** The roles that the policy lets somebody take in an emergency. One that was taken like that lets nobody take another. */
export function emergencyRulesOf(policy: CompiledPolicy, person: Person, nowMs: number): readonly EmergencyRule[] {
  const role = countsAs(person.standing);
  if (policy.emergency.length === 0 || !isGrantedRole(role) || role === "guest") return [];
  const given = person.held.filter((one) => isHeld(one, nowMs) && !isTakenInEmergency(one));
  const roles = new Set<RoleName>([role, ...given.map((one) => one.role)]);
  return policy.emergency.filter(
    ({ byRoles, byPeople }) =>
      byRoles.some((one) => roles.has(one)) || (person.account !== undefined && byPeople.includes(person.account)),
  );
}

/** Who asks, when, and by which policy. */
interface Asked {
  readonly policy: CompiledPolicy;
  readonly person: Person;
  readonly nowMs: number;
}

/** By the rule, except for what needs a look at the rooms two people share. */
export function whyOf(action: Action, asked: Asked, relation: Relation): Why {
  const { policy, person, nowMs } = asked;
  const rule = ruleOf(action);
  const { standing } = person;
  const role = countsAs(standing);
  // What is no person holds no role beside its own, whatever is stored.
  const held = isGrantedRole(role) ? person.held : HOLDS_NOTHING;
  if (role === undefined)
    return {
      may: false,
      by: "standing",
      ...(standing !== undefined && { role: standing.role }),
      suspended: standing !== undefined && standing.suspended_ms !== null,
    };
  if (rule.on === "room") {
    const needed = rule.room ?? [];
    const { roomRole } = relation;
    if (roomRole === undefined) return NOT_IN_ROOM;
    if (rule.noGuest === true && role === "guest") return NOT_FOR_GUESTS;
    return needed.includes(roomRole)
      ? { may: true, by: "room-role", role: roomRole }
      : { may: false, by: "no-room-role", role: roomRole, needed: [...needed] };
  }
  if (relation.isSelf === true && rule.self === true) return BY_SELF;
  if (relation.isSelf === true && rule.selfWith !== undefined) return whyOf(rule.selfWith, asked, {});
  if (rule.named === true && emergencyRulesOf(policy, person, nowMs).length === 0) return NOT_NAMED;
  const { duty } = rule;
  const separated = policy.profile === "three-officers" && duty !== undefined;
  if (separated && held.length > 0) {
    const duties = dutiesOf(policy, person, nowMs);
    if (duties.size > 1) return { may: false, by: "mixed-duties", duties: [...duties] };
  }
  const ordinary = relation.isOfficer === true ? (rule.onOfficer ?? rule.org) : rule.org;
  const needed: readonly StandingRole[] = separated ? [DUTY_ROLES[duty]] : (ordinary ?? []);
  if (needed.includes(role)) return { may: true, by: "organisation-role", role };
  // A role of the organisation's own holds an action on everybody but officers, unless the table says so of all.
  const customCounts = separated || relation.isOfficer !== true || rule.onOfficer === undefined;
  const isMixed = held.some(isTakenInEmergency) && mixesDuties(policy, person, nowMs);
  let endedAtMs: number | undefined;
  for (const one of held) {
    const isEmergency = isTakenInEmergency(one);
    if (isEmergency && (rule.emergency !== true || isMixed)) continue;
    const custom = policy.roles.get(one.role);
    const suffices = isGrantedRole(one.role)
      ? needed.includes(one.role)
      : customCounts && custom?.actions.has(action) === true;
    if (!suffices) continue;
    if (!isHeld(one, nowMs)) {
      endedAtMs = one.until_ms ?? undefined;
      continue;
    }
    return {
      may: true,
      by: "held-role",
      role: one.role,
      ...(custom !== undefined && { name: custom.name }),
      ...(one.until_ms !== null && { untilMs: one.until_ms }),
      ...(isEmergency && { emergency: true }),
    };
  }
  return { may: false, by: "no-role", role, needed: [...needed], ...(endedAtMs !== undefined && { endedAtMs }) };
}
