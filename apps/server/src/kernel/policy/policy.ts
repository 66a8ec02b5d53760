/**
 * The policy: who may do what, decided on parsed input from the table of actions and the stored roles. Only this file can
 * make a `Grant`. A row grants something only with a genuine tag that is also the register's for it now; any other raises an
 * alarm.
 */
import {
  type AccountId,
  type Action,
  type DeviceId,
  DUAL_ACTIONS,
  DUTY_ROLES,
  type DualAction,
  isDualAction,
  NO_POLICY,
  type PolicyDocument,
  policyDocument,
  type Resource,
  type ResourceOf,
  type RoomId,
  type RoomRole,
  ruleOf,
  type SessionId,
  type StandingRole,
  type Why,
} from "@warbler/protocol";
import type { Clock } from "../clock.ts";
import type { RoleRegister } from "../keys/role-register.ts";
import { ERASED, type Vault } from "../keys/vault.ts";
import { heldRoles, policies, roleAssignments, type Scope, standingScope } from "../records.ts";
import { ok, type Result, refuse } from "../result.ts";
import type { Reader } from "../store/port.ts";
import type { RowOf } from "../tables.ts";
import { approversAmong } from "./document.ts";
import { type AtLogSize, genuineRows, type WrongRow } from "./genuine.ts";
import { isGenuineQuorum, type Quorum } from "./quorum.ts";
import {
  type CompiledPolicy,
  compilePolicy,
  countsAs,
  type Held,
  isOfficer,
  type Person,
  type Standing,
  whyOf,
} from "./rule.ts";
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

interface DecidedOn {
  readonly scope: Scope;
  readonly version: number;
  readonly standing: number;
}

class MadeGrant<A extends Action, Kind extends "decided" | "agreed"> {
  // A private field makes the type nominal: no object of the same shape is a grant.
  readonly #made = true;
  readonly kind: Kind;
  /** Who agreed, where that was asked. */
  readonly quorum: Quorum | undefined;
  readonly action: A;
  readonly caller: Caller;
  readonly resource: ResourceOf<A>;
  readonly scope: Scope;
  readonly version: number;
  /** Version of what the caller is in the organisation. */
  readonly standing: number;
  constructor(kind: Kind, action: A, caller: Caller, resource: ResourceOf<A>, at: DecidedOn, quorum?: Quorum) {
    this.kind = kind;
    this.quorum = quorum;
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

type RoleRow = RowOf<typeof roleAssignments>;
type Roles = ReadonlyMap<AccountId, RoleRow>;
type HeldRow = RowOf<typeof heldRoles>;
type HeldBy = ReadonlyMap<AccountId, readonly HeldRow[]>;

/** Somebody's role in a room. */
export type Member = RoleRow & { readonly role: RoomRole };

/** The policy of the organisation as it counts now; version 0 before there is one. */
export interface PolicyNow {
  readonly version: number;
  readonly document: PolicyDocument;
  readonly compiled: CompiledPolicy;
}

// Rows and size of the log in one statement, so that they are of one moment; one row of nulls when there are none.
const ROLES_AT_LOG_SIZE = `SELECT h."size" AS "log_size", r.*
  FROM (SELECT COALESCE(MAX("size"), 0) AS "size" FROM "log_head") AS h
  LEFT JOIN "role_assignments" AS r ON r."scope" = ?`;
const HELD_AT_LOG_SIZE = `SELECT h."size" AS "log_size", r.*
  FROM (SELECT COALESCE(MAX("size"), 0) AS "size" FROM "log_head") AS h LEFT JOIN "held_roles" AS r ON 1 = 1`;
const POLICIES_AT_LOG_SIZE = `SELECT h."size" AS "log_size", r.*
  FROM (SELECT COALESCE(MAX("size"), 0) AS "size" FROM "log_head") AS h LEFT JOIN "policies" AS r ON 1 = 1`;
const ROOMS_OF = `SELECT "scope" FROM "role_assignments" WHERE "account" = ? AND "scope" <> 'org'`;
const CACHED_SCOPES = 20_000;
const BY_SHARED_ROOM: Why = { may: true, by: "shared-room" };
const HOLDS_NOTHING: readonly Held[] = [];

/** Rows of the organisation's scope hold roles of the organisation. */
const standingIn = (org: Roles, account: AccountId) => org.get(account) as (RoleRow & Standing) | undefined;

export interface PolicyDeps {
  readonly reader: Reader;
  readonly vault: Vault;
  readonly clock: Pick<Clock, "nowMs">;
  readonly roles: Pick<RoleRegister, "tagsOf" | "scopes">;
  /** Told of each stored role that does not count, and of each that was taken out. */
  readonly onWrongRow: (row: WrongRow) => void;
}

/** What features ask of the policy: no grant comes from it without a decision. */
export type Decisions = Pick<
  Policy,
  | "decide"
  | "agree"
  | "approvalsFor"
  | "explain"
  | "explainOn"
  | "standingOf"
  | "orgRoleOf"
  | "rosterOf"
  | "rolesOf"
  | "personOf"
  | "everybody"
  | "now"
>;

export class Policy {
  readonly #deps: PolicyDeps;
  readonly #scopes = new Map<Scope, Promise<Roles> | Roles>();
  readonly #versions = new Map<string, number>();
  #held: Promise<HeldBy> | HeldBy | undefined;
  #now: Promise<PolicyNow> | PolicyNow | undefined;

  constructor(deps: PolicyDeps) {
    this.#deps = deps;
  }

  /** Decides, on the newest roles known. Rooms one is not in answer as if they were not there. */
  async decide<A extends Action>(caller: Caller, action: A, on: ResourceOf<A>): Promise<Result<Grant<A>>> {
    const at = this.#versionsFor(caller, on);
    const decided = await this.#decided(caller, action, on);
    if (!decided.ok) return decided;
    if ((await this.approvalsFor(action)) > 0) return refuse("approval-needed");
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
    const needed = await this.approvalsFor(action);
    const decided = await this.#decided(caller, action, on);
    if (!decided.ok) return decided;
    if (needed > 0 && (quorum === undefined || !(await this.#isEnough(quorum, caller, needed))))
      return refuse("approval-needed");
    return ok(new MadeGrant("agreed", action, caller, on, at, quorum) as GrantFor<A>);
  }

  /** How many others must approve the action now. */
  async approvalsFor(action: Action): Promise<number> {
    return isDualAction(action) ? ((await this.now()).compiled.dual.get(action) ?? 0) : 0;
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

  async #isEnough(quorum: Quorum, caller: Caller, needed: number): Promise<boolean> {
    const { act, approvers } = quorum;
    if (!isGenuineQuorum(quorum) || act.account !== caller.account) return false;
    if (act.expiresAtMs <= this.#deps.clock.nowMs()) return false;
    let count = 0;
    for (const account of approvers) {
      const why = await this.explain(account, "approval.give", { kind: "org" });
      if (why.may && account !== caller.account) count++;
    }
    return count >= needed;
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
    const held = await this.#heldNow();
    const { compiled: policy } = await this.now();
    const personIn = (who: AccountId): Person => ({
      standing: standingIn(org, who),
      held: held.get(who) ?? HOLDS_NOTHING,
    });
    const asked = { policy, person: personIn(account), nowMs };
    if (resource.kind === "org") return whyOf(action, asked, {});
    if (resource.kind === "room") {
      const roomRole = (await this.rolesOf(resource.room)).get(account)?.role as RoomRole | undefined;
      return whyOf(action, asked, { roomRole });
    }
    const other = resource.account;
    const why = whyOf(action, asked, { isSelf: other === account, isOfficer: isOfficer(policy, personIn(other)) });
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
    return { standing: await this.standingOf(account), held: (await this.#heldNow()).get(account) ?? HOLDS_NOTHING };
  }

  /** Everybody who was ever something in the organisation. */
  async everybody(): Promise<ReadonlyMap<AccountId, Person>> {
    const [org, held] = [await this.rolesOf("org"), await this.#heldNow()];
    const all = [...org.keys()].map((account): [AccountId, Person] => [
      account,
      { standing: standingIn(org, account), held: held.get(account) ?? HOLDS_NOTHING },
    ]);
    return new Map(all);
  }

  /** The policy that counts. */
  now(): Promise<PolicyNow> | PolicyNow {
    if (this.#now !== undefined) return this.#now;
    const loading = this.#loadPolicy();
    this.#now = loading;
    loading.then(
      (now) => {
        if (this.#now === loading) this.#now = now;
      },
      () => {
        this.#now = undefined;
      },
    );
    return loading;
  }

  /** Members of a room with their roles. */
  async rosterOf(room: RoomId): Promise<ReadonlyMap<AccountId, Member>> {
    return (await this.rolesOf(room)) as ReadonlyMap<AccountId, Member>;
  }

  /** Forgets what it knew of these scopes; grants decided on lower versions are stale from now on. */
  versionsRose(versions: readonly (readonly [scope: string, version: number])[]): void {
    for (const [scope, version] of versions) {
      this.#versions.set(scope, version);
      this.#scopes.delete(scope as Scope);
      if (scope === heldRoles.name) this.#held = undefined;
      if (scope === policies.name) this.#now = undefined;
    }
  }

  rolesOf(scope: Scope): Promise<Roles> | Roles {
    const known = this.#scopes.get(scope);
    if (known !== undefined) return known;
    if (this.#scopes.size >= CACHED_SCOPES) this.#scopes.clear();
    const loading = this.#load(scope);
    this.#scopes.set(scope, loading);
    loading.then(
      // Only if it was not forgotten meanwhile: a hit then needs no promise.
      (roles) => this.#scopes.get(scope) === loading && this.#scopes.set(scope, roles),
      () => this.#scopes.delete(scope),
    );
    return loading;
  }

  /** Compares all stored roles with the register, so that what was changed while the server was down is told at its start. */
  async reconcile(): Promise<void> {
    const stored = await this.#deps.reader.all<{ scope: Scope }>('SELECT DISTINCT "scope" FROM "role_assignments"', []);
    // Rows that features tag have a scope with a stroke, and are theirs to compare.
    const isOfRoles = (scope: string) => scope !== heldRoles.name && scope !== policies.name && !scope.includes("/");
    for (const scope of new Set([...stored.map(({ scope: one }) => one), ...this.#deps.roles.scopes()]))
      if (isOfRoles(scope)) await this.rolesOf(scope as Scope);
    await this.#heldNow();
    await this.now();
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

  #heldNow(): Promise<HeldBy> | HeldBy {
    if (this.#held !== undefined) return this.#held;
    const loading = this.#loadHeld();
    this.#held = loading;
    loading.then(
      (held) => {
        if (this.#held === loading) this.#held = held;
      },
      () => {
        this.#held = undefined;
      },
    );
    return loading;
  }

  async #load(scope: Scope): Promise<Roles> {
    const { rows } = await genuineRows(this.#deps, { table: roleAssignments, scope }, () =>
      this.#deps.reader.all<AtLogSize<RoleRow>>(ROLES_AT_LOG_SIZE, [scope]),
    );
    return new Map(rows.map((row) => [row.account, row]));
  }

  async #loadHeld(): Promise<HeldBy> {
    const { rows } = await genuineRows(this.#deps, { table: heldRoles, scope: heldRoles.name }, () =>
      this.#deps.reader.all<AtLogSize<HeldRow>>(HELD_AT_LOG_SIZE, []),
    );
    const held = new Map<AccountId, HeldRow[]>();
    for (const row of rows) {
      const of = held.get(row.account);
      if (of === undefined) held.set(row.account, [row]);
      else of.push(row);
    }
    return held;
  }

  async #loadPolicy(): Promise<PolicyNow> {
    const { rows, wrong } = await genuineRows(this.#deps, { table: policies, scope: policies.name }, () =>
      this.#deps.reader.all<AtLogSize<RowOf<typeof policies>>>(POLICIES_AT_LOG_SIZE, []),
    );
    const [row] = rows;
    const opened = row === undefined ? ERASED : this.#deps.vault.open(policies, "document", row);
    if (row !== undefined && opened !== ERASED) {
      const document = policyDocument.parse(opened);
      return { version: row.version, document, compiled: compilePolicy(document) };
    }
    // Whoever took it away or changed it gains no role by that, nor an end of the separation of duties where there are officers
    // for it, nor of dual control where two can approve.
    const profile = wrong.length > 0 && (await this.#hasAllOfficers()) ? "three-officers" : "standard";
    const isAlone =
      wrong.length === 0 || approversAmong((await this.everybody()).values(), this.#deps.clock.nowMs()) < 2;
    const dual = isAlone ? [] : DUAL_ACTIONS.map((action) => ({ action, approvals: 1 }));
    const document = { ...NO_POLICY, profile, dual } as const;
    return { version: row?.version ?? 0, document, compiled: compilePolicy(document) };
  }

  async #hasAllOfficers(): Promise<boolean> {
    const roles = new Set([...(await this.everybody()).values()].map(({ standing }) => countsAs(standing)));
    return Object.values(DUTY_ROLES).every((role) => roles.has(role));
  }
}
