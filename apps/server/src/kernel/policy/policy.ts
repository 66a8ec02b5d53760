/**
 * The policy: who may do what, decided on parsed input from the table of actions and the roles that count. Only this file can
 * make a `Grant`.
 */
import {
  type AccountId,
  type Action,
  DEFAULT_APPROVAL_KEYS,
  type DeviceId,
  type DualAction,
  isDualAction,
  type Resource,
  type ResourceOf,
  type RoomId,
  type RoomRole,
  ruleOf,
  type SessionId,
  type StandingRole,
  type Why,
} from "@warbler/protocol";
import { type roleAssignments, type Scope, standingScope } from "../records.ts";
import { ok, type Result, refuse } from "../result.ts";
import type { RowOf } from "../tables.ts";
import { KnownRoles, type KnownRolesDeps, type PolicyNow, personIn, type Roles, standingIn } from "./known-roles.ts";
import { isGenuineQuorum, type Quorum } from "./quorum.ts";
import { type ApprovalRule, countsAs, type Held, isOfficer, type Person, type Standing, whyOf } from "./rule.ts";
import { reaches, type TokenReach } from "./token-reach.ts";

/** Who asks: a session's person, or a bot by its token. */
export interface Caller {
  readonly account: AccountId;
  readonly device: DeviceId;
  /** Of an API token its own id stands here: no session has it. */
  readonly session: SessionId;
  /** By a token: what it was made for. Nothing beyond that is granted. */
  readonly reach?: TokenReach;
  /** The session's last proof of who this is, is fresh enough for sensitive acts. */
  readonly isFresh?: true;
}

const NO_APPROVALS: ApprovalRule = { approvals: 0, keys: DEFAULT_APPROVAL_KEYS };
const ONE_APPROVAL: ApprovalRule = { ...NO_APPROVALS, approvals: 1 };

interface DecidedOn {
  readonly scope: Scope;
  readonly version: number;
  readonly standing: number;
}

interface Agreement {
  readonly quorum: Quorum | undefined;
  readonly approvals: number;
}

class MadeGrant<A extends Action, Kind extends "decided" | "agreed"> {
  // A private field makes the type nominal: no object of the same shape is a grant.
  readonly #made = true;
  readonly kind: Kind;
  /** Who agreed, where that was asked. */
  readonly quorum: Quorum | undefined;
  /** How many others agreed as the policy asked then. */
  readonly approvals: number;
  readonly action: A;
  readonly caller: Caller;
  readonly resource: ResourceOf<A>;
  readonly scope: Scope;
  readonly version: number;
  /** Version of what the caller is in the organisation. */
  readonly standing: number;
  constructor(kind: Kind, action: A, caller: Caller, resource: ResourceOf<A>, at: DecidedOn, agreed?: Agreement) {
    this.kind = kind;
    this.quorum = agreed?.quorum;
    this.approvals = agreed?.approvals ?? 0;
    this.action = action;
    this.caller = caller;
    this.resource = resource;
    this.scope = at.scope;
    this.version = at.version;
    this.standing = at.standing;
    // What was granted cannot be changed afterwards, not even by Object.assign.
    Object.freeze(this);
  }
  static made(grant: object): boolean {
    return #made in grant && grant.#made;
  }
}
class MadeOpenGrant {
  readonly #made = true;
  readonly reason: string;
  constructor(reason: string) {
    this.reason = reason;
  }
  static made(grant: object): boolean {
    return #made in grant && grant.#made;
  }
}

/** Whether the policy made it; types can be talked round by `Object.assign`, this cannot. */
export const isGenuine = (grant: object): boolean => MadeGrant.made(grant) || MadeOpenGrant.made(grant);

/** Permission to do one action on one resource, as decided on one version of the roles. */
export type Grant<A extends Action = Action> = MadeGrant<A, "decided" | "agreed">;
/** As `Grant`, and what dual control asks for was met: it is off for the action, or enough others signed. */
export type Agreed<A extends DualAction> = MadeGrant<A, "agreed">;
/** With what an action is done: those that may be under dual control never with a plain grant. */
export type GrantFor<A extends Action> = A extends DualAction ? Agreed<A> : Grant<A>;
export type AnyGrant = { [A in Action]: GrantFor<A> }[Action];
/** What a route that is open to anyone works with, or a job of the server; it names why. */
export type OpenGrant = MadeOpenGrant;

/** Somebody's role in a room. */
export type Member = RowOf<typeof roleAssignments> & { readonly role: RoomRole };

const ROOMS_OF = `SELECT "scope" FROM "role_assignments" WHERE "account" = ? AND "scope" <> 'org'`;
const BY_SHARED_ROOM: Why = { may: true, by: "shared-room" };

export type PolicyDeps = KnownRolesDeps;

/** What features ask of the policy: no grant comes from it without a decision. */
export type Decisions = Pick<
  Policy,
  | "decide"
  | "agree"
  | "approvalsFor"
  | "approvalRule"
  | "explain"
  | "explainOn"
  | "standingOf"
  | "orgRoleOf"
  | "rosterOf"
  | "rolesOf"
  | "personOf"
  | "everybody"
  | "holders"
  | "now"
>;

export class Policy {
  readonly #deps: PolicyDeps;
  readonly #known: KnownRoles;
  readonly #versions = new Map<string, number>();

  constructor(deps: PolicyDeps) {
    this.#deps = deps;
    this.#known = new KnownRoles(deps);
  }

  /** Decides, on the newest roles known. Rooms one is not in answer as if they were not there. */
  async decide<A extends Action>(caller: Caller, action: A, on: ResourceOf<A>): Promise<Result<Grant<A>>> {
    const at = this.#versionsFor(caller, on);
    const decided = await this.#decided(caller, action, on);
    if (!decided.ok) return decided;
    if (isDualAction(action) && (await this.approvalsFor(action, on)) > 0) return refuse("approval-needed");
    return ok(new MadeGrant("decided", action, caller, on, at));
  }

  /**
   * As `decide`, for doing it. Where the action is under dual control now, a quorum is asked for: for this very action and
   * resource, unexpired, and of enough others who may approve at this moment.
   */
  async agree<A extends Action>(
    caller: Caller,
    action: A,
    on: ResourceOf<A>,
    quorum?: Quorum,
  ): Promise<Result<GrantFor<A>>> {
    const at = this.#versionsFor(caller, on);
    const { approvals: needed, keys } = await this.approvalRule(action, on);
    const decided = await this.#decided(caller, action, on);
    if (!decided.ok) return decided;
    const approvals = quorum === undefined ? 0 : await this.#approvalsIn(quorum, caller, keys);
    if (approvals < needed) return refuse("approval-needed");
    return ok(new MadeGrant("agreed", action, caller, on, at, { quorum, approvals }) as GrantFor<A>);
  }

  /** How many others must approve the action now. */
  async approvalsFor(action: Action, on?: Resource): Promise<number> {
    return (await this.approvalRule(action, on)).approvals;
  }

  /**
   * How many others must approve the action now, and with what. Under three officers one duty suffices where it took an owner before:
   * so what is done to an officer takes another person there, whatever else is under dual control.
   */
  async approvalRule(action: Action, on?: Resource): Promise<ApprovalRule> {
    const { compiled } = await this.now();
    const rule = isDualAction(action) ? compiled.dual.get(action) : undefined;
    if (rule !== undefined) return rule;
    const { dual, onOfficer } = ruleOf(action);
    const mayConcernOfficer = dual === true && onOfficer !== undefined && on?.kind === "account";
    if (!mayConcernOfficer || compiled.profile !== "three-officers") return NO_APPROVALS;
    return isOfficer(compiled, await this.personOf(on.account)) ? ONE_APPROVAL : NO_APPROVALS;
  }

  /** Before anything is read: what changes meanwhile makes a grant stale. */
  #versionsFor({ account }: Caller, resource: Resource): DecidedOn {
    const scope: Scope = resource.kind === "room" ? resource.room : "org";
    const version = this.#versions.get(scope) ?? 0;
    return { scope, version, standing: this.#versions.get(standingScope(account)) ?? 0 };
  }

  /** The one place where all permission is decided: what a token was made for is asked here too, before anything else. */
  async #decided<A extends Action>(caller: Caller, action: A, on: ResourceOf<A>): Promise<Result<Why>> {
    const { reach } = caller;
    if (reach !== undefined) {
      if (reach.expiresAtMs <= this.#deps.clock.nowMs()) return refuse("signed-out");
      if (!reach.actions.has(action)) return refuse("token-scope");
      if (!reaches(caller, action, on)) return refuse("not-found");
    }
    const why = await this.explain(caller.account, action, on, undefined, reach?.rooms);
    // Last of all, so that nobody proves anything for what they may not do.
    if (why.may && ruleOf(action).fresh === true && caller.isFresh !== true) return refuse("proof-needed");
    if (why.may) return ok(why);
    const isHidden = ruleOf(action).on === "room" && why.by !== "no-room-role" && why.by !== "guest";
    return refuse(isHidden ? "not-found" : "forbidden");
  }

  /** How many others signed with such keys, and may approve at this moment. */
  async #approvalsIn(quorum: Quorum, caller: Caller, keys: ApprovalRule["keys"]): Promise<number> {
    if (!isGenuineQuorum(quorum)) return 0;
    const { act } = quorum;
    if (act.account !== caller.account) return 0;
    if (act.expiresAtMs <= this.#deps.clock.nowMs()) return 0;
    let count = 0;
    for (const account of quorum.approvers(keys)) {
      const why = await this.explain(account, "approval.give", { kind: "org" });
      if (why.may && account !== caller.account) count++;
    }
    return count;
  }

  /**
   * What decides it, for whoever it is about, now or by roles that still count later: `decide` makes a grant of nothing else.
   * Shared rooms count `among` some only, where it says so.
   */
  async explain<A extends Action>(
    account: AccountId,
    action: A,
    on: ResourceOf<A>,
    nowMs = this.#deps.clock.nowMs(),
    among?: ReadonlySet<RoomId>,
  ): Promise<Why> {
    const rule = ruleOf(action);
    const resource: Resource = on;
    if (resource.kind !== rule.on) throw new Error(`${action} acts on ${rule.on}, got ${resource.kind}`);
    const org = await this.rolesOf("org");
    const held = await this.#known.heldRoles();
    const { compiled: policy } = await this.now();
    const asked = { policy, person: personIn(account, org, held), nowMs };
    if (resource.kind === "org") return whyOf(action, asked, {});
    if (resource.kind === "room") {
      const roomRole = (await this.rolesOf(resource.room)).get(account)?.role as RoomRole | undefined;
      return whyOf(action, asked, { roomRole });
    }
    const other = resource.account;
    const why = whyOf(action, asked, {
      isSelf: other === account,
      isOfficer: isOfficer(policy, personIn(other, org, held)),
    });
    const mayShare = !why.may && why.by === "no-role" && rule.sharesRoom === true;
    return mayShare && (await this.#shareRoom(account, other, among)) ? BY_SHARED_ROOM : why;
  }

  /** `explain` for an action by name; undefined when what it acts on is not there or of another kind. */
  async explainOn(
    account: AccountId,
    action: Action,
    { room, person }: { readonly room?: RoomId | undefined; readonly person?: AccountId | undefined },
  ): Promise<Why | undefined> {
    const resource: Resource =
      room !== undefined
        ? { kind: "room", room }
        : person !== undefined
          ? { kind: "account", account: person }
          : { kind: "org" };
    return resource.kind === ruleOf(action).on ? this.explain(account, action, resource) : undefined;
  }

  /** The same permission decided anew, after the roles changed. */
  renew({ caller, action, resource, quorum }: AnyGrant): Promise<Result<AnyGrant>> {
    return this.agree<Action>(caller, action, resource, quorum);
  }

  /** For routes that are open to anyone and for the server's own jobs. */
  openGrant(reason: string): OpenGrant {
    return new MadeOpenGrant(reason);
  }

  /** What someone is in the organisation, suspended or not. */
  async standingOf(account: AccountId): Promise<Standing | undefined> {
    return standingIn(await this.rolesOf("org"), account);
  }

  /** The role that someone has in the organisation; undefined for who is suspended, has left or has not come yet. */
  async orgRoleOf(account: AccountId): Promise<StandingRole | undefined> {
    return countsAs(await this.standingOf(account));
  }

  /** What someone is in the organisation, with the roles held beside the first one, those that ended included. */
  async personOf(account: AccountId): Promise<Person> {
    return personIn(account, await this.rolesOf("org"), await this.#known.heldRoles());
  }

  /** Everybody who was ever something in the organisation. */
  everybody(): Promise<ReadonlyMap<AccountId, Person>> {
    return this.#known.everybody();
  }

  /** Whoever holds roles beside the first one, those that ended included. */
  holders(): Promise<ReadonlyMap<AccountId, readonly Held[]>> | ReadonlyMap<AccountId, readonly Held[]> {
    return this.#known.heldRoles();
  }

  /** The policy that counts. */
  now(): Promise<PolicyNow> | PolicyNow {
    return this.#known.policy();
  }

  /** Members of a room with their roles. */
  async rosterOf(room: RoomId): Promise<ReadonlyMap<AccountId, Member>> {
    return (await this.rolesOf(room)) as ReadonlyMap<AccountId, Member>;
  }

  /** Forgets what it knew of these scopes; grants decided on lower versions are stale from now on. */
  versionsRose(versions: readonly (readonly [scope: string, version: number])[]): void {
    for (const [scope, version] of versions) {
      this.#versions.set(scope, version);
      this.#known.forget(scope);
    }
  }

  /** Roles in a room or the organisation. */
  rolesOf(scope: Scope): Promise<Roles> | Roles {
    return this.#known.rolesOf(scope);
  }

  /** Compares all stored roles with the register, so that what was changed while the server was down is told at its start. */
  reconcile(): Promise<void> {
    return this.#known.reconcile();
  }

  async #shareRoom(a: AccountId, b: AccountId, among: ReadonlySet<RoomId> | undefined): Promise<boolean> {
    const rows = await this.#deps.reader.all<{ scope: RoomId }>(ROOMS_OF, [a]);
    for (const { scope } of rows) {
      if (among !== undefined && !among.has(scope)) continue;
      const roster = await this.rolesOf(scope);
      if (roster.has(a) && roster.has(b)) return true;
    }
    return false;
  }
}
