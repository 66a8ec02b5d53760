/**
 * Every action that needs permission, what it acts on, and who may do it. This table is the whole rule book: the policy
 * decides from it, the access matrix is generated from it, and a route cannot exist without naming a row of it.
 *
 * Before any row counts, one must be somebody: have a role that can be granted, and not be suspended.
 */

import { GRANTED_ROLES, isGrantedRole, type RoomRole, type StandingRole } from "./choices.ts";
import type { AccountId, RoomId } from "./ids.ts";

/** What an action acts on. */
export type Resource =
  | { readonly kind: "org" }
  | { readonly kind: "account"; readonly account: AccountId }
  | { readonly kind: "room"; readonly room: RoomId };

export interface Rule {
  readonly on: Resource["kind"];
  /** Roles in the organisation that suffice. */
  readonly org?: readonly StandingRole[];
  /** Roles in the organisation that suffice where the person acted on is an officer; `org` otherwise. */
  readonly onOfficer?: readonly StandingRole[];
  /** Roles in the room that suffice; an organisation role never opens a room. */
  readonly room?: readonly RoomRole[];
  /** Not for guests, whatever their role in the room. */
  readonly noGuest?: true;
  /** The person acted on may do it. */
  readonly self?: true;
  /** The person acted on may do it while they may do this in the organisation, and nobody else: it is about what came of that. */
  readonly selfWith?: "people.invite";
  /** Whoever is in a room with the person acted on may do it. */
  readonly sharesRoom?: true;
  /** Under the profile of three officers only who has this duty may, and nobody who has another one as well. */
  readonly duty?: Duty;
  /** Only with a proof of who one is that is no older than `LIMITS.freshProofMs`. */
  readonly fresh?: true;
  /**
   * It may be put under dual control: then others must sign what exactly is done, before it is. A `brake` stops harm, or takes back
   * what has not come about: it is under dual control only where it is named, since whoever must wait for others stops nothing.
   */
  readonly dual?: true | "brake";
  /** Only for whom the policy names for emergencies. */
  readonly named?: true;
  /**
   * A role that somebody took in an emergency suffices: it stops harm or lets somebody look, and leaves no power behind when the
   * role has ended.
   */
  readonly emergency?: true;
}

/** The three duties of 三员分立, which one person never has two of, and the role that has each. */
export const DUTY_ROLES = { system: "administrator", security: "security-officer", audit: "auditor" } as const;
export type Duty = keyof typeof DUTY_ROLES;
export const DUTIES = ["system", "security", "audit"] as const satisfies readonly Duty[];

const OWNER = ["owner"] as const;
const STAFF = ["owner", "administrator"] as const;
const OFFICERS = ["owner", "administrator", "security-officer", "compliance-officer", "auditor"] as const;
const PEOPLE = [
  "owner",
  "administrator",
  "security-officer",
  "compliance-officer",
  "auditor",
  "trainer",
  "member",
] as const;
const MEMBERS = ["owner", "moderator", "member"] as const;
const MODERATORS = ["owner", "moderator"] as const;

export const ACTIONS = {
  "people.list": { on: "org", org: PEOPLE },
  "people.invite": { on: "org", org: STAFF, duty: "system", dual: true },
  "invitations.list": { on: "org", org: STAFF, duty: "system", emergency: true },
  "invitations.withdraw": { on: "org", org: STAFF, duty: "system", dual: "brake", emergency: true },
  /** Those that one made oneself: whoever may invite can see and take back what they gave out. */
  "invitations.own": { on: "account", selfWith: "people.invite" },
  "person.read": { on: "account", org: PEOPLE, self: true, sharesRoom: true },
  "person.suspend": {
    on: "account",
    org: ["owner", "administrator", "security-officer"],
    onOfficer: OWNER,
    duty: "security",
    dual: "brake",
    emergency: true,
  },
  /** Gives access back: so it is no brake, as suspending is. */
  "person.reinstate": {
    on: "account",
    org: ["owner", "administrator", "security-officer"],
    onOfficer: OWNER,
    duty: "security",
    fresh: true,
    dual: true,
    emergency: true,
  },
  "people.review": { on: "org", org: ["owner", "administrator", "security-officer", "auditor"], emergency: true },
  "person.review": {
    on: "account",
    org: ["owner", "administrator", "security-officer"],
    onOfficer: OWNER,
    duty: "security",
    emergency: true,
  },
  "person.sign-out": {
    on: "account",
    org: ["owner", "administrator", "security-officer"],
    onOfficer: OWNER,
    duty: "security",
    dual: "brake",
    emergency: true,
  },
  "person.remove": { on: "account", org: STAFF, onOfficer: OWNER, duty: "system", dual: true },
  /** Makes a way back to somebody's account, which they can refuse. */
  "access.recover": {
    on: "account",
    org: ["owner", "administrator", "security-officer"],
    onOfficer: OWNER,
    duty: "security",
    fresh: true,
    dual: true,
    emergency: true,
  },
  "access.list-recoveries": {
    on: "org",
    org: ["owner", "administrator", "security-officer"],
    duty: "security",
    emergency: true,
  },
  "access.withdraw": {
    on: "account",
    org: ["owner", "administrator", "security-officer"],
    onOfficer: OWNER,
    duty: "security",
    dual: "brake",
    emergency: true,
  },
  "access.answer": { on: "account", self: true },
  "role.grant": { on: "org", org: OWNER, duty: "security", fresh: true, dual: true },
  "request.make": { on: "account", self: true },
  /** Taking a role by oneself, at once and for a short time. The policy names who may, and which roles. */
  "emergency.begin": { on: "org", org: PEOPLE, named: true, fresh: true },
  "emergency.own": { on: "account", self: true },
  "emergency.list": { on: "org", org: OFFICERS, emergency: true },
  /** No duty, and never under dual control: it takes back what one person took alone. */
  "emergency.end": { on: "org", org: ["owner", "administrator", "security-officer", "compliance-officer"] },
  "emergency.judge": {
    on: "org",
    org: ["owner", "security-officer", "compliance-officer", "auditor"],
    duty: "audit",
  },
  "permission.explain": { on: "account", self: true, org: OFFICERS, emergency: true },
  "policy.read": { on: "org", org: OFFICERS, emergency: true },
  "policy.change": { on: "org", org: OWNER, duty: "security", fresh: true, dual: true },
  "review.run": { on: "org", org: OWNER, duty: "security", fresh: true, dual: true },
  "review.read": { on: "org", org: OFFICERS, emergency: true },
  "review.decide": {
    on: "org",
    org: ["owner", "administrator", "security-officer", "compliance-officer"],
    duty: "security",
  },
  "review.own": { on: "account", self: true },
  "key.list": { on: "org", org: ["owner", "security-officer", "auditor"], emergency: true },
  "key.assign": { on: "org", org: OWNER, duty: "security", fresh: true, dual: true },
  "security.configure": { on: "org", org: OWNER, duty: "security", fresh: true, dual: true },
  /** The secret of a sign-in service, and trying it: not under dual control, since a secret must not be in what others read. */
  "sso.try": { on: "org", org: OWNER, duty: "security", fresh: true },
  "sso.configure": { on: "org", org: OWNER, duty: "security", fresh: true, dual: true },
  "approval.give": { on: "org", org: ["owner", "administrator", "security-officer", "compliance-officer"] },
  "bot.list": { on: "org", org: OFFICERS, emergency: true },
  "bot.manage": { on: "org", org: STAFF, duty: "system", fresh: true, dual: true },
  "directory.read": { on: "org", org: OFFICERS, emergency: true },
  "directory.configure": { on: "org", org: OWNER, duty: "security", fresh: true, dual: true },
  "directory.provision": { on: "org", org: ["directory"] },
  "token.revoke": { on: "org", org: ["owner", "administrator", "security-officer"], dual: "brake", emergency: true },
  "account.read": { on: "account", self: true },
  "account.change": { on: "account", self: true },
  "password.change": { on: "account", self: true, fresh: true },
  "factor.list": { on: "account", self: true },
  "factor.change": { on: "account", self: true, fresh: true },
  "proof.give": { on: "account", self: true },
  "session.list": { on: "account", self: true },
  "session.end": { on: "account", self: true },
  "chat-rules.read": { on: "org", org: GRANTED_ROLES },
  "chat-rules.change": { on: "org", org: STAFF, duty: "system", dual: true },
  "receipts.choose": { on: "account", self: true },
  "room.create": { on: "org", org: PEOPLE },
  "room.list": { on: "account", self: true },
  "room.read": { on: "room", room: MEMBERS },
  "room.describe": { on: "room", room: MODERATORS },
  "room.add-member": { on: "room", room: MODERATORS, noGuest: true },
  "room.remove-member": { on: "room", room: MODERATORS },
  "room.grant-role": { on: "room", room: ["owner"], noGuest: true },
  "room.review": { on: "room", room: ["owner"], noGuest: true },
  "room.leave": { on: "room", room: MEMBERS },
  "room.succeed": { on: "room", room: ["owner"], noGuest: true },
  "message.read": { on: "room", room: MEMBERS },
  "message.send": { on: "room", room: MEMBERS },
  "message.recall-any": { on: "room", room: MODERATORS },
  "report.make": { on: "room", room: MEMBERS },
  "report.list-own": { on: "account", self: true },
  "report.handle": { on: "org", org: ["owner", "security-officer"], duty: "security" },
  "message.pin": { on: "room", room: MEMBERS },
  "history.import": { on: "room", room: MODERATORS },
  "message.prove": { on: "room", room: MEMBERS },
  "erasure.follow": { on: "room", room: MEMBERS },
  "urgent.read": { on: "account", self: true },
  "urgent.call": { on: "room", room: MEMBERS, noGuest: true },
  "urgent.see": { on: "room", room: MEMBERS },
  "draft.read": { on: "account", self: true },
  "draft.send": { on: "room", room: MEMBERS },
  "cursor.move": { on: "room", room: MEMBERS },
  "presence.tell": { on: "room", room: MEMBERS },
  "mark.list": { on: "account", self: true },
  "mark.set": { on: "room", room: MEMBERS },
  "attachment.write": { on: "room", room: MEMBERS },
  "attachment.read": { on: "room", room: MEMBERS },
  "group.read": { on: "room", room: MEMBERS },
  "group.commit": { on: "room", room: MEMBERS },
  "group.leave": { on: "room", room: MEMBERS },
  "group.report": { on: "room", room: MEMBERS },
  "group.reset": { on: "room", room: MEMBERS },
  "identity.read": { on: "org", org: GRANTED_ROLES },
  "identity.change": { on: "account", self: true },
  "device.approve": { on: "account", self: true },
  "key-package.store": { on: "account", self: true },
  "key-package.claim": { on: "account", org: PEOPLE, self: true, sharesRoom: true },
  "keychain.use": { on: "account", self: true },
  "recovery.manage": { on: "account", self: true },
  "search.own-rooms": { on: "account", self: true },
  "audit.query": { on: "org", org: ["owner", "auditor"], duty: "audit", dual: true, emergency: true },
  "audit.own": { on: "account", self: true },
  "import.run": { on: "org", org: STAFF, duty: "system" },
  "records.erase": { on: "org", org: OWNER, duty: "system", fresh: true, dual: true },
  "erasures.list": { on: "org", org: OWNER, duty: "system", emergency: true },
  "erasures.withdraw": { on: "org", org: OWNER, duty: "system", dual: "brake", emergency: true },
} as const satisfies Record<string, Rule>;

export type Action = keyof typeof ACTIONS;
/** Actions that may be put under dual control. */
export type DualAction = { [A in Action]: (typeof ACTIONS)[A] extends { dual: true | "brake" } ? A : never }[Action];
/** The resource an action acts on. */
export type ResourceOf<A extends Action> = Extract<Resource, { kind: (typeof ACTIONS)[A]["on"] }>;
/** Actions that act on one kind of resource. */
export type ActionOn<K extends Resource["kind"]> = {
  [A in Action]: (typeof ACTIONS)[A]["on"] extends K ? A : never;
}[Action];

/** Every action, as the rule book has them in order. */
export const ALL_ACTIONS: readonly Action[] = Object.keys(ACTIONS).filter((name): name is Action =>
  Object.hasOwn(ACTIONS, name),
);
/** Actions that a role in the organisation lets one do. */
export const ORG_ACTIONS: readonly Action[] = ALL_ACTIONS.filter(
  (action) => ruleOf(action).org?.some(isGrantedRole) === true,
);
/** Of these, what a role that the organisation makes may hold: what is for owners alone stays theirs. */
export const CUSTOM_ACTIONS: readonly Action[] = ORG_ACTIONS.filter((action) =>
  ruleOf(action).org?.some((role) => isGrantedRole(role) && role !== "owner"),
);

export const isDualAction = (action: Action): action is DualAction => ruleOf(action).dual !== undefined;
export const DUAL_ACTIONS: readonly DualAction[] = ALL_ACTIONS.filter(isDualAction);
/** What is meant where all of them are put under dual control: everything but the brakes. */
export const USUAL_DUAL_ACTIONS: readonly DualAction[] = DUAL_ACTIONS.filter(
  (action) => ruleOf(action).dual !== "brake",
);

/** The rule of an action with its optional parts visible. */
export function ruleOf(action: Action): Rule {
  return ACTIONS[action];
}
