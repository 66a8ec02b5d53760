/**
 * The roles, standings and policy that count now, as the policy decides by them: rows of the database that are genuine and the
 * register's, read once and known until the writer says that they changed.
 */
import {
  type AccountId,
  DUTY_ROLES,
  NO_POLICY,
  type PolicyDocument,
  policyDocument,
  USUAL_DUAL_ACTIONS,
} from "@warbler/protocol";
import type { Clock } from "../clock.ts";
import type { RoleRegister } from "../keys/role-register.ts";
import { ERASED, type Vault } from "../keys/vault.ts";
import { heldRoles, policies, roleAssignments, type Scope } from "../records.ts";
import type { Reader } from "../store/port.ts";
import type { RowOf } from "../tables.ts";
import { approversAmong } from "./document.ts";
import { type AtLogSize, genuineRows, type WrongRow } from "./genuine.ts";
import { type CompiledPolicy, compilePolicy, countsAs, type Held, type Person, type Standing } from "./rule.ts";

type RoleRow = RowOf<typeof roleAssignments>;
export type Roles = ReadonlyMap<AccountId, RoleRow>;
type HeldRow = RowOf<typeof heldRoles>;
type HeldBy = ReadonlyMap<AccountId, readonly HeldRow[]>;

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
const CACHED_SCOPES = 20_000;
const HOLDS_NOTHING: readonly Held[] = [];

export interface KnownRolesDeps {
  readonly reader: Reader;
  readonly vault: Vault;
  readonly clock: Pick<Clock, "nowMs">;
  readonly roles: Pick<RoleRegister, "tagsOf" | "scopes">;
  /** Told of each stored role that does not count, and of each that was taken out. */
  readonly onWrongRow: (row: WrongRow) => void;
}

/** Rows of the organisation's scope hold roles of the organisation. */
export const standingIn = (org: Roles, account: AccountId) => org.get(account) as (RoleRow & Standing) | undefined;

/** What somebody is in the organisation, with the roles held beside the first one. */
export const personIn = (account: AccountId, org: Roles, held: HeldBy): Person => ({
  account,
  standing: standingIn(org, account),
  held: held.get(account) ?? HOLDS_NOTHING,
});

export class KnownRoles {
  readonly #deps: KnownRolesDeps;
  readonly #scopes: Remembered<Scope, Roles>;
  readonly #held: Remembered<"held", HeldBy>;
  readonly #policy: Remembered<"policy", PolicyNow>;

  constructor(deps: KnownRolesDeps) {
    this.#deps = deps;
    this.#scopes = new Remembered((scope, before) => this.#loadRoles(scope, before));
    this.#held = new Remembered((_, before) => this.#loadHeld(before));
    this.#policy = new Remembered(() => this.#loadPolicy());
  }

  /** Roles in a room or the organisation. A promise only where they are not known yet. */
  rolesOf(scope: Scope): Promise<Roles> | Roles {
    return this.#scopes.get(scope);
  }

  /** The policy that counts. */
  policy(): Promise<PolicyNow> | PolicyNow {
    return this.#policy.get("policy");
  }

  /** Roles held beside the first one, those that ended included. */
  heldRoles(): Promise<HeldBy> | HeldBy {
    return this.#held.get("held");
  }

  /** Everybody who was ever something in the organisation. */
  async everybody(): Promise<ReadonlyMap<AccountId, Person>> {
    const [org, held] = [await this.rolesOf("org"), await this.heldRoles()];
    return new Map([...org.keys()].map((account) => [account, personIn(account, org, held)]));
  }

  forget(scope: string): void {
    this.#scopes.forget(scope as Scope);
    if (scope === heldRoles.name) this.#held.forget("held");
    if (scope === policies.name) this.#policy.forget("policy");
  }

  /** Compares all stored roles with the register, so that what was changed while the server was down is told at its start. */
  async reconcile(): Promise<void> {
    const stored = await this.#deps.reader.all<{ scope: Scope }>('SELECT DISTINCT "scope" FROM "role_assignments"', []);
    // Rows that features tag have a scope with a stroke, and are theirs to compare.
    const isOfRoles = (scope: string) => scope !== heldRoles.name && scope !== policies.name && !scope.includes("/");
    for (const scope of new Set([...stored.map(({ scope: one }) => one), ...this.#deps.roles.scopes()]))
      if (isOfRoles(scope)) await this.rolesOf(scope as Scope);
    await this.heldRoles();
    await this.policy();
  }

  async #loadRoles(scope: Scope, known: Roles | undefined): Promise<Roles> {
    const before = ({ account }: RoleRow) => known?.get(account);
    const { rows } = await genuineRows(this.#deps, { table: roleAssignments, scope, before }, () =>
      this.#deps.reader.all<AtLogSize<RoleRow>>(ROLES_AT_LOG_SIZE, [scope]),
    );
    return new Map(rows.map((row) => [row.account, row]));
  }

  async #loadHeld(known: HeldBy | undefined): Promise<HeldBy> {
    const before = ({ account, role }: HeldRow) => known?.get(account)?.find((one) => one.role === role);
    const { rows } = await genuineRows(this.#deps, { table: heldRoles, scope: heldRoles.name, before }, () =>
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
    const dual = isAlone ? [] : USUAL_DUAL_ACTIONS.map((action) => ({ action, approvals: 1 }));
    const document = { ...NO_POLICY, profile, dual } as const;
    return { version: row?.version ?? 0, document, compiled: compilePolicy(document) };
  }

  async #hasAllOfficers(): Promise<boolean> {
    const roles = new Set([...(await this.everybody()).values()].map(({ standing }) => countsAs(standing)));
    return Object.values(DUTY_ROLES).every((role) => roles.has(role));
  }
}

/** What is loaded once and known until it is forgotten; what could not be loaded is asked for again. */
class Remembered<K, V> {
  readonly #load: (key: K, before: V | undefined) => Promise<V>;
  readonly #known = new Map<K, Promise<V> | V>();
  /** What was forgotten and not asked for since: only to be compared with what is read instead. */
  readonly #before = new Map<K, V>();

  constructor(load: (key: K, before: V | undefined) => Promise<V>) {
    this.#load = load;
  }

  get(key: K): Promise<V> | V {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size >= CACHED_SCOPES) this.#known.clear();
    const loading = this.#load(key, this.#before.get(key));
    this.#known.set(key, loading);
    loading.then(
      // Only if it was not forgotten meanwhile: a hit then needs no promise.
      (value) => {
        if (this.#known.get(key) !== loading) return;
        this.#known.set(key, value);
        this.#before.delete(key);
      },
      () => this.#known.get(key) === loading && this.#known.delete(key),
    );
    return loading;
  }

  forget(key: K): void {
    const known = this.#known.get(key);
    this.#known.delete(key);
    if (known === undefined || known instanceof Promise) return;
    if (this.#before.size >= CACHED_SCOPES) this.#before.clear();
    this.#before.set(key, known);
  }
}
