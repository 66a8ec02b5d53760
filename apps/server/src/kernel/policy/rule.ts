/**
 * A row of the table of actions applied to what is known of a person: the one place where it is decided, and told why.
 * Pure: the policy brings roles and time, and makes a grant only of what comes out of here.
 */
import {
  type AccountId,
  type Action,
  DUTIES,
  DUTY_ROLES,
  type DualAction,
  type Duty,
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
}

/** A role of the organisation's own, as it is asked. */
export interface CompiledRole {
  readonly name: string;
  readonly actions: ReadonlySet<Action>;
  readonly duties: ReadonlySet<Duty>;
}

/** The policy document, as it is asked. */
export interface CompiledPolicy {
  readonly profile: PolicyDocument["profile"];
  readonly roles: ReadonlyMap<RoleName, CompiledRole>;
  /** How many others must approve what is under dual control. */
  readonly dual: ReadonlyMap<DualAction, number>;
}

/** What somebody is in the organisation, at a time. */
export interface Person {
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
const NOT_FOR_GUESTS: Why = { may: false, by: "guest" };
const NO_DUTIES: ReadonlySet<Duty> = new Set();
const HOLDS_NOTHING: readonly Held[] = [];

export function compilePolicy({ profile, roles, dual }: PolicyDocument): CompiledPolicy {
  const compiled = roles.map(({ id, name, actions }): [RoleId, CompiledRole] => {
    const duties = new Set(actions.map((action) => ruleOf(action).duty).filter((duty) => duty !== undefined));
    return [id, { name, actions: new Set(actions), duties }];
  });
  return {
    profile,
    roles: new Map<RoleName, CompiledRole>(compiled),
    dual: new Map(dual.map(({ action, approvals }) => [action, approvals])),
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

/** Whether acting on this person is acting on an officer. */
export function isOfficer(policy: CompiledPolicy, { standing, held }: Person): boolean {
  return (
    isOfficerRole(standing?.role) || held.some(({ role }) => isOfficerRole(role) || dutiesOfRole(policy, role).size > 0)
  );
}

/** By the rule, except for what needs a look at the rooms two people share. */
export function whyOf(
  action: Action,
  { policy, person, nowMs }: { readonly policy: CompiledPolicy; readonly person: Person; readonly nowMs: number },
  relation: Relation,
): Why {
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
  let endedAtMs: number | undefined;
  for (const one of held) {
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
    };
  }
  return { may: false, by: "no-role", role, needed: [...needed], ...(endedAtMs !== undefined && { endedAtMs }) };
}
