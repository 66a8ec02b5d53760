/** Set-up, joining, signing in and out, people, roles and devices. */
import { randomBytes, timingSafeEqual } from "node:crypto";
import {
  type AccountId,
  type ApiAnswer,
  type ApiParsed,
  type DeviceId,
  type InvitationId,
  isOfficerRole,
  LIMITS,
  newId,
  type Person,
  type RoomId,
  type SessionAnswer,
  type SessionId,
} from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { type FactAbout, insert, isNonEmpty, type NonEmpty, plan, type Step, update } from "../../kernel/plan.ts";
import type { Agreed, Grant, OpenGrant } from "../../kernel/policy/policy.ts";
import { FOR_GOOD_MS } from "../../kernel/policy/rule.ts";
import { roleAssignments } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import type { Origin } from "../../kernel/routes/route.ts";
import type { SettingsRules } from "../factors/index.ts";
import { type DeviceListDeps, deviceLists } from "./device-list.ts";
import { removeDeviceSteps } from "./devices.ts";
import type { AccountsDoor } from "./door.ts";
import * as told from "./facts.ts";
import { termsOf } from "./invitation-terms.ts";
import type { OneTimeLink } from "./links.ts";
import { checkPassword, type PasswordHasher } from "./password.ts";
import { digestOf, endOthersSteps, newSession } from "./sessions.ts";
import { statusRules } from "./status.ts";
import { type AccountRow, accountStore, type InvitationRow } from "./store.ts";
import { accounts, invitations, organisation, sessions } from "./tables.ts";

export interface AccountsDeps
  extends Pick<Kernel, "ledger" | "policy" | "reader" | "vault" | "retired" | "clock">,
    DeviceListDeps {
  readonly link: OneTimeLink;
  readonly hasher: PasswordHasher;
  readonly settings: Pick<SettingsRules, "passwordAsk">;
  readonly door: AccountsDoor;
  readonly isSealedRoom: (room: RoomId) => Promise<boolean>;
  /** What waits for a device goes with it. */
  readonly deviceLeaves: (device: DeviceId) => readonly Step[];
}

const LISTED_INVITATIONS = 500;

interface Placeholder {
  readonly id: AccountId;
  readonly handle: string;
  readonly name: string;
  readonly nowMs: number;
  /** By an import, or by the directory of another system. */
  readonly from: "imported" | "directory";
}

/** Steps that add a person who has not joined: a placeholder nobody can sign in as. */
export const placeholderSteps = (
  vault: Pick<Kernel, "vault">["vault"],
  { from, ...person }: Placeholder,
): readonly Step[] => [
  insert(accounts, {
    id: person.id,
    handle_key: vault.lookup("account-handle", `${from}:${person.id}`),
    handle: person.handle,
    name: person.name,
    password: null,
    imported: from === "imported" ? 1 : 0,
    created_ms: person.nowMs,
  }),
  insert(roleAssignments, { scope: "org", account: person.id, role: "placeholder", since_ms: person.nowMs }),
];

export function accountRules(deps: AccountsDeps) {
  const { ledger, policy, vault, clock, hasher, settings, door } = deps;
  const { handleKey, organisationName, sessionAnswer } = door;
  const store = accountStore(deps.reader);
  const status = statusRules(deps, store);
  const devicesOf = deviceLists(deps, store);
  let setUpToken: { readonly digest: Uint8Array; readonly expiresAtMs: number } | undefined;

  const { link } = deps;
  const peopleOf = async (rows: readonly AccountRow[]): Promise<Person[]> => {
    const statusOf = await status.of(rows.map(({ id }) => id));
    return Promise.all(
      rows.map(async (row) => {
        const said = statusOf.get(row.id);
        return { ...(await door.personOf(row)), ...(said !== undefined && { status: said }) };
      }),
    );
  };
  const shownInvitation = (row: InvitationRow): ApiAnswer<"invitations">["invitations"][number] => {
    const note = vault.open(invitations, "note", row);
    return {
      id: row.id,
      role: row.role,
      note: note === ERASED ? "" : note,
      createdAtMs: row.created_ms,
      expiresAtMs: row.expires_ms,
      state: row.state === "open" && row.expires_ms <= clock.nowMs() ? "expired" : row.state,
    };
  };
  return {
    organisationName,
    setStatus: status.set,

    /** A fresh one-time link while the organisation is not set up; undefined afterwards. */
    async setUpLink(): Promise<string | undefined> {
      if ((await store.organisation()) !== undefined) return undefined;
      const token = randomBytes(32);
      setUpToken = { digest: digestOf(token), expiresAtMs: clock.nowMs() + LIMITS.setUpLinkMs };
      return link("set-up", token.toString("base64url"));
    },

    async setUp(grant: OpenGrant, input: ApiParsed<"setUp">, origin: Origin): Promise<Result<SessionAnswer>> {
      if ((await store.organisation()) !== undefined) return refuse("already-set-up");
      const given = digestOf(Buffer.from(input.token, "base64url"));
      const nowMs = clock.nowMs();
      if (setUpToken === undefined || nowMs > setUpToken.expiresAtMs || !timingSafeEqual(given, setUpToken.digest))
        return refuse("set-up-link-invalid");
      const context = [input.handle, input.name, input.organisation, "warbler"];
      const password = checkPassword(input.password, await settings.passwordAsk(false, context));
      if (!password.ok) return password;
      const hashed = await hasher.hash(password.value);
      const account = newId<AccountId>();
      const made = newSession(account, input.device, {
        nowMs,
        origin,
        isProof: true,
        round: 0,
        cameFrom: door.cameFrom(account, origin),
      });
      const done = await ledger.commit(grant, () =>
        plan(
          told.organisationSetUp,
          [{ subject: account, detail: { device: made.device } }],
          [
            insert(organisation, { id: 1, name: input.organisation, created_ms: nowMs }, "already-set-up"),
            insert(
              accounts,
              {
                id: account,
                handle_key: handleKey(input.handle),
                handle: input.handle,
                name: input.name,
                password: hashed,
                imported: 0,
                created_ms: nowMs,
              },
              "handle-taken",
            ),
            insert(roleAssignments, { scope: "org", account, role: "owner", since_ms: nowMs }),
            ...made.steps,
          ],
          { account },
        ),
      );
      if (!done.ok) return done;
      setUpToken = undefined;
      return sessionAnswer(account, made);
    },

    async endSessions(grant: Grant<"session.end">, which: NonEmpty<SessionId>): Promise<Result<undefined>> {
      const { account } = grant.resource;
      const nowMs = clock.nowMs();
      const [first, ...others] = which;
      const aboutOne = (session: SessionId) => ({ subject: account, detail: { session } });
      const about: NonEmpty<FactAbout> = [aboutOne(first), ...others.map(aboutOne)];
      const steps = which.map((id) => update(sessions, { id, account, ended_ms: null }, { ended_ms: nowMs }));
      const done = await ledger.commit(grant, () => plan(told.sessionsEnded, about, steps, { sessions: which }));
      return done.ok ? ok(undefined) : done;
    },

    /** One that was given away goes with all the others, also while one of them ends by itself. */
    async endOtherSessions(grant: Grant<"session.end">): Promise<Result<undefined>> {
      const { account } = grant.resource;
      const nowMs = clock.nowMs();
      const kept = await store.session(grant.caller.session);
      if (kept === undefined) return refuse("signed-out");
      const others = (await store.liveSessionsOf(account, nowMs)).map(({ id }) => id).filter((id) => id !== kept.id);
      const about = others.map((session): FactAbout => ({ subject: account, detail: { session } }));
      // Also where none is there: one may be hidden from the server for the moment.
      const done = await ledger.commit(grant, () =>
        plan(
          told.sessionsEnded,
          isNonEmpty(about) ? about : [{ subject: account, detail: { kept: kept.id } }],
          endOthersSteps(kept, nowMs),
          { sessions: others },
        ),
      );
      if (done.ok) return ok(undefined);
      // Somebody ended all others at this moment, too: those that began since go as well.
      const isOlder = (await store.session(kept.id))?.round !== kept.round;
      return done.refusal.code === "permission-changed" && isOlder ? this.endOtherSessions(grant) : done;
    },

    async removeDevice(grant: Grant<"session.end">, device: DeviceId): Promise<Result<undefined>> {
      const { account } = grant.resource;
      const nowMs = clock.nowMs();
      const done = await ledger.commit(grant, () =>
        plan(
          told.deviceRemoved,
          [{ subject: account, detail: { device } }],
          [...removeDeviceSteps({ account, device }, nowMs, "not-found"), ...deps.deviceLeaves(device)],
          { account, device },
        ),
      );
      return done.ok ? ok(undefined) : done;
    },

    async me(grant: Grant<"account.read">): Promise<Result<Person>> {
      const row = await store.account(grant.resource.account);
      const [person] = await peopleOf(row === undefined ? [] : [row]);
      return person === undefined ? refuse("not-found") : ok(person);
    },

    async people(_grant: Grant<"people.list">, { after, limit }: ApiParsed<"people">) {
      const rows = await store.accountsAfter(after, limit + 1);
      const people = await peopleOf(rows.slice(0, limit));
      // The directory writes to nobody and is in no room.
      return ok({ people: people.filter(({ role }) => role !== "directory"), more: rows.length > limit });
    },
    /** Of these people, those whom the caller may know of. */
    async lookUp(grant: Grant<"person.read">, { ids }: ApiParsed<"lookUpPeople">) {
      const known: AccountId[] = [];
      for (const account of ids)
        if ((await policy.decide(grant.caller, "person.read", { kind: "account", account })).ok) known.push(account);
      return ok({ people: await peopleOf(await store.accountsOf(known)), more: false });
    },

    async devices(grant: Grant<"session.list">) {
      return ok({ devices: await devicesOf(grant.resource.account, grant.caller) });
    },

    async invite(grant: Agreed<"people.invite">, input: ApiParsed<"invite">) {
      const nowMs = clock.nowMs();
      const token = randomBytes(32);
      const id = newId<InvitationId>();
      if (isOfficerRole(input.role)) {
        // Otherwise an administrator could become an auditor, or make more administrators, by inviting themselves.
        const mayGrant = await policy.decide(grant.caller, "role.grant", { kind: "org" });
        if (!mayGrant.ok) return mayGrant;
        // What somebody may for a time makes no officer for good.
        const forGood = await policy.explain(grant.caller.account, "role.grant", { kind: "org" }, FOR_GOOD_MS);
        if (!forGood.may) return refuse("forbidden");
      }
      for (const room of input.rooms) {
        const may = await policy.decide(grant.caller, "room.add-member", { kind: "room", room });
        if (!may.ok) return may;
        // Into an end-to-end room only members' commits let somebody.
        if (!(await deps.isSealedRoom(room))) return refuse("wrong-level");
      }
      if (input.placeholder !== undefined && (await policy.standingOf(input.placeholder))?.role !== "placeholder")
        return refuse("not-found", "expected an imported person");
      const expiresAtMs = nowMs + LIMITS.invitationMs;
      const row = {
        id,
        token: digestOf(token),
        role: input.role,
        note: input.note,
        rooms: input.rooms,
        placeholder: input.placeholder ?? null,
        created_by: grant.caller.account,
        created_ms: nowMs,
        expires_ms: expiresAtMs,
        state: "open",
      } as const;
      const done = await ledger.commit(grant, () =>
        plan(
          told.personInvited,
          [{ subject: grant.caller.account, detail: { invitation: id, role: input.role } }],
          [insert(invitations, { ...row, terms: termsOf(row) })],
          null,
        ),
      );
      if (!done.ok) return done;
      const text = token.toString("base64url");
      return ok({ id, token: text, link: link("join", text), expiresAtMs });
    },

    async invitations(_grant: Grant<"invitations.list">) {
      return ok({ invitations: (await store.newestInvitations(LISTED_INVITATIONS)).map(shownInvitation) });
    },
    async ownInvitations({ resource }: Grant<"invitations.own">) {
      const rows = await store.newestInvitationsOf(resource.account, LISTED_INVITATIONS);
      return ok({ invitations: rows.map(shownInvitation) });
    },

    async withdrawOwn(grant: Grant<"invitations.own">, id: InvitationId): Promise<Result<undefined>> {
      const { account } = grant.resource;
      const done = await ledger.commit(grant, () =>
        plan(
          told.invitationWithdrawn,
          [{ subject: account, detail: { invitation: id } }],
          [update(invitations, { id, created_by: account, state: "open" }, { state: "withdrawn" })],
          null,
        ),
      );
      return done.ok ? ok(undefined) : done;
    },

    async withdraw(grant: Agreed<"invitations.withdraw">, id: InvitationId): Promise<Result<undefined>> {
      const done = await ledger.commit(grant, () =>
        plan(
          told.invitationWithdrawn,
          [{ subject: grant.caller.account, detail: { invitation: id } }],
          [update(invitations, { id, state: "open" }, { state: "withdrawn" })],
          null,
        ),
      );
      return done.ok ? ok(undefined) : done;
    },
  };
}
export type AccountRules = ReturnType<typeof accountRules>;
