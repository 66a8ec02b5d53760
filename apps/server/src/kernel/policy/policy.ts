/**
 * The policy: who may do what, decided on parsed input from the table of actions and the stored roles. Only this file can
 * make a `Grant`. A row grants something only with a genuine tag that is also the register's for it now; any other raises an
 * alarm.
 */
import { timingSafeEqual } from "node:crypto";
import {
  type AccountId,
  type Action,
  type DeviceId,
  type GrantedRole,
  type Resource,
  type ResourceOf,
  type RoomId,
  type RoomRole,
  ruleOf,
  type SessionId,
  type Why,
} from "@warbler/protocol";
import type { RoleRegister } from "../keys/role-register.ts";
import type { Vault } from "../keys/vault.ts";
import { roleAssignments, type Scope, standingScope } from "../records.ts";
import { ok, type Result, refuse } from "../result.ts";
import type { Reader } from "../store/port.ts";
import type { RowOf } from "../tables.ts";
import { countsAs, type Standing, whyOf } from "./rule.ts";

/** Who asks. A session's person, or a job of the server. */
export interface Caller {
  readonly account: AccountId;
  readonly device: DeviceId;
  readonly session: SessionId;
}

interface DecidedOn {
  readonly scope: Scope;
  readonly version: number;
  readonly standing: number;
}

class MadeGrant<A extends Action> {
  // A private field makes the type nominal: no object of the same shape is a grant.
  readonly #made = true;
  readonly action: A;
  readonly caller: Caller;
  readonly resource: ResourceOf<A>;
  readonly scope: Scope;
  readonly version: number;
  /** Version of what the caller is in the organisation. */
  readonly standing: number;
  constructor(action: A, caller: Caller, resource: ResourceOf<A>, at: DecidedOn) {
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
export type Grant<A extends Action = Action> = MadeGrant<A>;
/** What a route that is open to anyone works with, or a job of the server; it names why. */
export type OpenGrant = MadeOpenGrant;

type RoleRow = RowOf<typeof roleAssignments>;
type Roles = ReadonlyMap<AccountId, RoleRow>;
const READS_BEFORE_ALARM = 5;
const ROLES_AT_LOG_SIZE = `SELECT h."size" AS "log_size", r.*
  FROM (SELECT COALESCE(MAX("size"), 0) AS "size" FROM "log_head") AS h
  LEFT JOIN "role_assignments" AS r ON r."scope" = ?`;
const ROOMS_OF = `SELECT "scope" FROM "role_assignments" WHERE "account" = ? AND "scope" <> 'org'`;
const CACHED_SCOPES = 20_000;
const BY_SHARED_ROOM: Why = { may: true, by: "shared-room" };

/** Rows of the organisation's scope hold roles of the organisation. */
const standingIn = (org: Roles, account: AccountId) => org.get(account) as (RoleRow & Standing) | undefined;

/** A stored role that does not count, or one that somebody took out. */
export interface WrongRow {
  readonly scope: Scope;
  readonly account: AccountId;
  /** The writer never made it; it made it, but that is not how it is now; it is now, but was taken out. */
  readonly how: "forged" | "replayed" | "missing";
}

export interface PolicyDeps {
  readonly reader: Reader;
  readonly vault: Vault;
  readonly roles: Pick<RoleRegister, "tagsOf" | "scopes">;
  /** Told of each stored role that does not count, and of each that was taken out. */
  readonly onWrongRow: (row: WrongRow) => void;
}

/** What features ask of the policy: no grant comes from it without a decision. */
export type Decisions = Pick<Policy, "decide" | "explain" | "standingOf" | "orgRoleOf" | "rosterOf" | "rolesOf">;

export class Policy {
  readonly #deps: PolicyDeps;
  readonly #scopes = new Map<Scope, Promise<Roles> | Roles>();
  readonly #versions = new Map<string, number>();

  constructor(deps: PolicyDeps) {
    this.#deps = deps;
  }

  /** Decides, on the newest roles known. Rooms one is not in answer as if they were not there. */
  async decide<A extends Action>(caller: Caller, action: A, on: ResourceOf<A>): Promise<Result<Grant<A>>> {
    const resource: Resource = on;
    const scope: Scope = resource.kind === "room" ? resource.room : "org";
    const version = this.#versions.get(scope) ?? 0;
    const standing = this.#versions.get(standingScope(caller.account)) ?? 0;
    const why = await this.explain(caller.account, action, on);
    if (why.may) return ok(new MadeGrant(action, caller, on, { scope, version, standing }));
    return refuse(resource.kind === "room" && why.by !== "role" && why.by !== "guest" ? "not-found" : "forbidden");
  }

  /** What decides it, for whoever it is about: `decide` makes a grant of nothing else. */
  async explain<A extends Action>(account: AccountId, action: A, on: ResourceOf<A>): Promise<Why> {
    const rule = ruleOf(action);
    const resource: Resource = on;
    if (resource.kind !== rule.on) throw new Error(`${action} acts on ${rule.on}, got ${resource.kind}`);
    const org = await this.rolesOf("org");
    const standing = standingIn(org, account);
    if (resource.kind === "org") return whyOf(rule, { standing });
    if (resource.kind === "room") {
      const roomRole = (await this.rolesOf(resource.room)).get(account)?.role as RoomRole | undefined;
      return whyOf(rule, { standing, roomRole });
    }
    const isSelf = resource.account === account;
    const why = whyOf(rule, { standing, isSelf, role: standingIn(org, resource.account)?.role });
    const mayShare = !why.may && why.by === "role" && rule.sharesRoom === true;
    return mayShare && (await this.#shareRoom(account, resource.account)) ? BY_SHARED_ROOM : why;
  }

  /** The same permission decided anew, after the roles changed. */
  renew<A extends Action>(grant: Grant<A>): Promise<Result<Grant<A>>> {
    return this.decide(grant.caller, grant.action, grant.resource);
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
  async orgRoleOf(account: AccountId): Promise<GrantedRole | undefined> {
    return countsAs(await this.standingOf(account));
  }

  /** Members of a room with their roles. */
  async rosterOf(
    room: RoomId,
  ): Promise<ReadonlyMap<AccountId, { readonly role: RoomRole; readonly since_ms: number }>> {
    return (await this.rolesOf(room)) as ReadonlyMap<AccountId, { readonly role: RoomRole; readonly since_ms: number }>;
  }

  /** Forgets what it knew of these scopes; grants decided on lower versions are stale from now on. */
  versionsRose(versions: readonly (readonly [scope: string, version: number])[]): void {
    for (const [scope, version] of versions) {
      this.#versions.set(scope, version);
      this.#scopes.delete(scope as Scope);
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
    for (const scope of new Set([...stored.map(({ scope: one }) => one), ...this.#deps.roles.scopes()]))
      await this.rolesOf(scope);
  }

  async #shareRoom(a: AccountId, b: AccountId): Promise<boolean> {
    const rows = await this.#deps.reader.all<{ scope: RoomId }>(ROOMS_OF, [a]);
    for (const { scope } of rows) {
      const roster = await this.rolesOf(scope);
      if (roster.has(a) && roster.has(b)) return true;
    }
    return false;
  }

  async #load(scope: Scope): Promise<Roles> {
    for (let attempt = 1; ; attempt++) {
      const { roles, wrong } = await this.#read(scope);
      // The register may have gone on since the rows were read: only what is wrong again and again is wrong.
      if (wrong.length > 0 && attempt < READS_BEFORE_ALARM) continue;
      for (const row of wrong) this.#deps.onWrongRow(row);
      return roles;
    }
  }

  async #read(scope: Scope): Promise<{ readonly roles: Roles; readonly wrong: readonly WrongRow[] }> {
    // One statement, so that rows and size are of one moment; one row of nulls when there is no role.
    const rows = await this.#deps.reader.all<RoleRow & { readonly log_size: number }>(ROLES_AT_LOG_SIZE, [scope]);
    const current = this.#deps.roles.tagsOf(scope, rows[0]?.log_size ?? 0);
    const roles = new Map<AccountId, RoleRow>();
    const wrong: WrongRow[] = [];
    for (const { log_size: _, ...row } of rows) {
      if (row.account === null) continue;
      const tag = current.get(row.account);
      current.delete(row.account);
      const { account } = row;
      if (!this.#deps.vault.isGenuine(roleAssignments, row, row.tag)) wrong.push({ scope, account, how: "forged" });
      else if (tag === undefined || !timingSafeEqual(tag, row.tag)) wrong.push({ scope, account, how: "replayed" });
      else roles.set(account, row);
    }
    for (const account of current.keys()) wrong.push({ scope, account, how: "missing" });
    return { roles, wrong };
  }
}
