/** Joining: by an invitation, with a password or by single sign-on, or by a sign-in service that may bring people. */
import {
  type AccountId,
  type ApiParsed,
  isOfficerRole,
  LIMITS,
  newId,
  type OrgRole,
  type RoomId,
  type SignInAnswer,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { insert, type Plan, plan, requireRows, type Step, update } from "../../kernel/plan.ts";
import type { OpenGrant } from "../../kernel/policy/policy.ts";
import { roleAssignments } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { Origin } from "../../kernel/routes/route.ts";
import { addressBlock } from "../../kernel/throttle.ts";
import type { SettingsRules } from "../factors/index.ts";
import type { AccountsDoor } from "./door.ts";
import * as told from "./facts.ts";
import { isAsMade } from "./invitation-terms.ts";
import { checkPassword, type PasswordHasher } from "./password.ts";
import { digestOf, newSession } from "./sessions.ts";
import { type FirstProof, isFreshProof, type SignInRules } from "./sign-in.ts";
import { accountStore, type InvitationRow } from "./store.ts";
import { accounts, invitations, sessions } from "./tables.ts";

export interface JoinDeps extends Pick<Kernel, "ledger" | "policy" | "reader" | "vault" | "retired" | "clock"> {
  readonly door: AccountsDoor;
  readonly hasher: PasswordHasher;
  readonly settings: Pick<SettingsRules, "passwordAsk" | "isFactorRequiredOf">;
  readonly beginOrAsk: SignInRules["beginOrAsk"];
  /** Whether nobody new comes in but by single sign-on. */
  readonly isSsoRequired: () => Promise<boolean>;
  /** Rooms in which an imported person was; who joins as that person is in them again. */
  readonly importedRoomsOf: (account: AccountId) => Promise<readonly RoomId[]>;
  /** Steps that put the new person into the invitation's rooms. */
  readonly joinRooms: (
    person: { readonly account: AccountId; readonly by: AccountId },
    rooms: readonly RoomId[],
    nowMs: number,
  ) => Promise<readonly Step[]>;
}

/** Somebody new, and what they gave to come in. */
export interface Newcomer {
  readonly handle: string;
  readonly name: string;
  /** Its hash; who comes in by single sign-on has none. */
  readonly password: string | null;
  readonly first: (account: AccountId) => FirstProof;
  /** What is stored with the account. */
  readonly steps: (account: AccountId) => readonly Step[];
}

/** What somebody new is made, and by whom, where it was somebody. */
interface NewStanding {
  readonly account: AccountId;
  readonly role: OrgRole;
  readonly by: AccountId | null;
  readonly isImported: boolean;
}

/** An account that is made, and the fact that tells of it. */
interface Made<N> {
  readonly account: AccountId;
  readonly role: OrgRole;
  readonly plan: Plan<N>;
}

export function joinRules(deps: JoinDeps) {
  const { ledger, policy, vault, clock, door, hasher, settings } = deps;
  const store = accountStore(deps.reader);

  /** The invitation of a token, while it may be accepted, and by what right it was made. */
  const openInvitation = async (token: string) => {
    const row = await store.invitationByToken(digestOf(Buffer.from(token, "base64url")));
    const isOpen = row?.state === "open" && row.expires_ms > clock.nowMs();
    if (!isOpen || !isAsMade(vault, row) || (await deps.retired.row(invitations, row)))
      return refuse("invitation-invalid");
    const inviterRole = await policy.orgRoleOf(row.created_by);
    // Who lost the right to invite, or to give this role, lost it for the invitations not yet taken as well.
    const mayInvite = await policy.explain(row.created_by, "people.invite", { kind: "org" });
    const mayGrant = await policy.explain(row.created_by, "role.grant", { kind: "org" });
    // As much as who may no longer give it alone.
    const isAlone = (await policy.approvalsFor("role.grant")) === 0;
    if (inviterRole === undefined || !mayInvite.may || (isOfficerRole(row.role) && !(mayGrant.may && isAlone)))
      return refuse("invitation-invalid");
    return ok({ row, inviterRole });
  };

  /** Rooms of an invitation that its maker may still add people to. */
  const roomsOf = async (row: InvitationRow): Promise<readonly RoomId[]> => {
    const listed = vault.open(invitations, "rooms", row);
    const wereIn = row.placeholder === null ? [] : await deps.importedRoomsOf(row.placeholder);
    const open: RoomId[] = [];
    // Imported rooms are held to the same: an invitation must not open a room that its maker could not.
    for (const room of new Set([...(listed === ERASED ? [] : listed), ...wereIn])) {
      const roster = await policy.rosterOf(room);
      const role = roster.get(row.created_by)?.role;
      const mayOpen = (role === "owner" || role === "moderator") && roster.size < LIMITS.roomMembers;
      if (mayOpen && open.length < LIMITS.roomsPerAccount) open.push(room);
    }
    return open;
  };

  const personSteps = (
    { handle, name, password }: Newcomer,
    { account, role, by, isImported }: NewStanding,
  ): readonly Step[] => {
    const nowMs = clock.nowMs();
    const person = { handle_key: door.handleKey(handle), handle, name, password };
    const joined = { role, since_ms: nowMs, given_by: by };
    return isImported
      ? [
          requireRows(
            roleAssignments,
            { scope: "org", account, role: "placeholder", suspended_ms: null },
            "invitation-invalid",
          ),
          update(accounts, { id: account }, person),
          update(roleAssignments, { scope: "org", account }, joined),
        ]
      : [
          insert(accounts, { id: account, ...person, imported: 0, created_ms: nowMs }, "handle-taken"),
          insert(roleAssignments, { scope: "org", account, ...joined }),
        ];
  };

  /** Makes the account, and begins its first session where no second factor is asked for first. */
  const comeIn = async <N>(
    grant: OpenGrant,
    newcomer: Newcomer,
    made: Made<N>,
    origin: Origin,
  ): Promise<Result<SignInAnswer>> => {
    const { account } = made;
    const first = newcomer.first(account);
    const session = newSession(account, first.device, {
      nowMs: clock.nowMs(),
      origin,
      isProof: isFreshProof(first),
      round: deps.retired.round(sessions, account),
      cameFrom: door.cameFrom(account, origin),
    });
    const asksMore = first.isTwofold !== true && (await settings.isFactorRequiredOf(made.role));
    const begins = asksMore ? [] : [...session.steps, ...first.steps(session.session)];
    const done = await ledger.commit(grant, () => ({
      ...made.plan,
      steps: [...newcomer.steps(account), ...made.plan.steps, ...begins],
    }));
    if (!done.ok) return done;
    return asksMore ? deps.beginOrAsk(grant, account, first, origin) : door.sessionAnswer(account, session);
  };

  const joinInvited = async (
    grant: OpenGrant,
    token: string,
    newcomer: Newcomer,
    origin: Origin,
  ): Promise<Result<SignInAnswer>> => {
    const invited = await openInvitation(token);
    if (!invited.ok) return invited;
    const { row, inviterRole } = invited.value;
    if ((await store.accountByHandle(door.handleKey(newcomer.handle))) !== undefined) return refuse("handle-taken");
    const account = row.placeholder ?? newId<AccountId>();
    const rooms = await roomsOf(row);
    const joins = await deps.joinRooms({ account, by: row.created_by }, rooms, clock.nowMs());
    const accepted = plan(
      told.invitationAccepted,
      [
        { subject: account, detail: { invitation: row.id, role: row.role } },
        { subject: row.created_by, detail: { invitation: row.id, account } },
      ],
      [
        // Checked again where it is applied: the inviter may be losing the role at this moment.
        requireRows(
          roleAssignments,
          { scope: "org", account: row.created_by, role: inviterRole, suspended_ms: null },
          "invitation-invalid",
        ),
        update(invitations, { id: row.id, state: "open" }, { state: "accepted" }, "invitation-invalid"),
        ...personSteps(newcomer, {
          account,
          role: row.role,
          by: row.created_by,
          isImported: row.placeholder !== null,
        }),
        ...joins,
      ],
      { account, rooms, invitedBy: row.created_by },
    );
    return comeIn(grant, newcomer, { account, role: row.role, plan: accepted }, origin);
  };

  return {
    joinInvited,

    async accept(
      grant: OpenGrant,
      input: ApiParsed<"acceptInvitation">,
      origin: Origin,
    ): Promise<Result<SignInAnswer>> {
      const waitMs = door.tries.takeFrom(addressBlock(origin.address), clock.nowMs());
      if (waitMs > 0) return refuse("rate-limited", undefined, waitMs);
      const invited = await openInvitation(input.token);
      if (!invited.ok) return invited;
      if (await deps.isSsoRequired()) return refuse("sso-required");
      const context = await door.contextOf(input);
      const password = checkPassword(input.password, await settings.passwordAsk(false, context));
      if (!password.ok) return password;
      const { handle, name, device } = input;
      const hashed = await hasher.hash(password.value);
      const first: FirstProof = { device, by: "password", steps: () => [], passwordMs: null };
      const newcomer = { handle, name, password: hashed, first: () => first, steps: () => [] };
      return joinInvited(grant, input.token, newcomer, origin);
    },

    /** As a member, whatever a service says of somebody: as whom is expected, or as somebody new. `tell` makes the fact. */
    joinUninvited<N>(
      grant: OpenGrant,
      { expected, ...newcomer }: Newcomer & { readonly expected: AccountId | undefined },
      tell: (account: AccountId, steps: readonly Step[]) => Plan<N>,
      origin: Origin,
    ): Promise<Result<SignInAnswer>> {
      const account = expected ?? newId<AccountId>();
      const role = "member";
      const person = personSteps(newcomer, { account, role, by: null, isImported: expected !== undefined });
      // Whoever the directory takes back meanwhile does not join.
      const waits = requireRows(roleAssignments, { scope: "org", account, suspended_ms: null }, "suspended");
      const made = tell(account, expected === undefined ? person : [waits, ...person]);
      return comeIn(grant, newcomer, { account, role, plan: made }, origin);
    },

    isTaken: async (handle: string): Promise<boolean> =>
      (await store.accountByHandle(door.handleKey(handle))) !== undefined,
  };
}
export type JoinRules = ReturnType<typeof joinRules>;
