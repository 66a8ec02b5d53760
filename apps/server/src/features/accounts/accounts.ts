/** Set-up, joining, signing in and out, people, roles and devices. */
import { randomBytes, timingSafeEqual } from "node:crypto";
import {
  type AccountId,
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
import { type FactAbout, insert, type NonEmpty, plan, requireRows, type Step, update } from "../../kernel/plan.ts";
import type { Grant, OpenGrant } from "../../kernel/policy/policy.ts";
import type { Standing } from "../../kernel/policy/rule.ts";
import { roleAssignments } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import { removeDeviceSteps } from "./devices.ts";
import * as told from "./facts.ts";
import { checkPassword, passwordHasher } from "./password.ts";
import { lastSeenMs, unusedEndsMs } from "./session-watch.ts";
import { digestOf, newSession } from "./sessions.ts";
import { statusRules } from "./status.ts";
import { type AccountRow, accountStore } from "./store.ts";
import { accounts, devices, invitations, organisation, sessions } from "./tables.ts";
import { addressBlock, createThrottle } from "./throttle.ts";

export interface AccountsDeps extends Pick<Kernel, "ledger" | "policy" | "reader" | "vault" | "clock"> {
  /** `https://host:port`, for links. */
  readonly publicUrl: string;
  /** Fingerprint of the local CA, which links carry; absent with an own certificate. */
  readonly caFingerprint: string | undefined;
  readonly isSealedRoom: (room: RoomId) => Promise<boolean>;
  /** What waits for a device goes with it. */
  readonly deviceLeaves: (device: DeviceId) => readonly Step[];
  /** Rooms in which an imported person was; who joins as that person is in them again. */
  readonly importedRoomsOf: (account: AccountId) => Promise<readonly RoomId[]>;
}

const shownRole = (standing: Standing | undefined) => ({
  role: standing?.role ?? ("placeholder" as const),
  ...(standing !== undefined && standing.suspended_ms !== null && { suspended: true }),
});

const foldHandle = (handle: string) => handle.normalize("NFKC").toLowerCase();

/** Steps that add an imported person: a placeholder nobody can sign in as. */
export const placeholderSteps = (
  vault: Pick<Kernel, "vault">["vault"],
  person: { readonly id: AccountId; readonly handle: string; readonly name: string; readonly nowMs: number },
): readonly Step[] => [
  insert(accounts, {
    id: person.id,
    handle_key: vault.lookup("account-handle", `imported:${person.id}`),
    handle: person.handle,
    name: person.name,
    password: null,
    imported: 1,
    created_ms: person.nowMs,
  }),
  insert(roleAssignments, { scope: "org", account: person.id, role: "placeholder", since_ms: person.nowMs }),
];

export function accountRules(deps: AccountsDeps) {
  const { ledger, policy, vault, clock } = deps;
  const store = accountStore(deps.reader);
  const status = statusRules(deps, store);
  const hasher = passwordHasher();
  const byHandle = createThrottle({ burst: 10, refillMs: 30_000, keys: 100_000 });
  const byAddress = createThrottle({ burst: 60, refillMs: 2_000, keys: 100_000 });
  // A hash of nothing anyone knows: unknown names cost as much time as known ones.
  const decoy = hasher.hash(randomBytes(32).toString("hex"));
  let setUpToken: { readonly digest: Uint8Array; readonly expiresAtMs: number } | undefined;

  const link = (page: "set-up" | "join", token: string) =>
    `${deps.publicUrl}/${page}#t=${token}${deps.caFingerprint === undefined ? "" : `&ca=${deps.caFingerprint}`}`;
  const handleKey = (handle: string) => vault.lookup("account-handle", foldHandle(handle));
  const organisationName = async () => {
    const row = await store.organisation();
    if (row === undefined) return undefined;
    const name = vault.open(organisation, "name", row);
    return name === ERASED ? "" : name;
  };
  const contextWords = async (handle: string, name: string) => [
    handle,
    name,
    (await organisationName()) ?? "",
    "warbler",
  ];

  const textOf = (row: AccountRow, column: "handle" | "name") => {
    const text = vault.open(accounts, column, row);
    return text === ERASED ? "" : text;
  };
  const peopleOf = async (rows: readonly AccountRow[]): Promise<Person[]> => {
    const statusOf = await status.of(rows.map(({ id }) => id));
    return Promise.all(
      rows.map(async (row) => {
        const said = statusOf.get(row.id);
        return {
          id: row.id,
          handle: textOf(row, "handle"),
          name: textOf(row, "name"),
          ...shownRole(await policy.standingOf(row.id)),
          imported: row.imported === 1,
          ...(said !== undefined && { status: said }),
        };
      }),
    );
  };
  /** Rooms of an invitation that its maker may still add people to. */
  const roomsStillOpenedBy = async (inviter: AccountId, listed: Iterable<RoomId>) => {
    const open: RoomId[] = [];
    for (const room of listed) {
      const roster = await policy.rosterOf(room);
      const role = roster.get(inviter)?.role;
      const mayOpen = (role === "owner" || role === "moderator") && roster.size < LIMITS.roomMembers;
      if (mayOpen && open.length < LIMITS.roomsPerAccount) open.push(room);
    }
    return open;
  };
  const sessionAnswer = async (
    account: AccountId,
    made: ReturnType<typeof newSession>,
  ): Promise<Result<SessionAnswer>> => {
    const row = await store.account(account);
    if (row === undefined) return refuse("signed-out");
    const { handle, name } = { handle: textOf(row, "handle"), name: textOf(row, "name") };
    const { role } = shownRole(await policy.standingOf(account));
    return ok({
      token: made.token,
      session: made.session,
      account,
      device: made.device,
      organisation: (await organisationName()) ?? "",
      handle,
      name,
      role,
      expiresAtMs: made.expiresAtMs,
    });
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

    async setUp(grant: OpenGrant, input: ApiParsed<"setUp">): Promise<Result<SessionAnswer>> {
      if ((await store.organisation()) !== undefined) return refuse("already-set-up");
      const given = digestOf(Buffer.from(input.token, "base64url"));
      const nowMs = clock.nowMs();
      if (setUpToken === undefined || nowMs > setUpToken.expiresAtMs || !timingSafeEqual(given, setUpToken.digest))
        return refuse("set-up-link-invalid");
      const password = checkPassword(input.password, [input.handle, input.name, input.organisation, "warbler"]);
      if (!password.ok) return password;
      const hashed = await hasher.hash(password.value);
      const account = newId<AccountId>();
      const made = newSession(account, input.device, nowMs);
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

    async signIn(grant: OpenGrant, input: ApiParsed<"signIn">, address: string): Promise<Result<SessionAnswer>> {
      const nowMs = clock.nowMs();
      const key = handleKey(input.handle);
      const keyText = Buffer.from(key).toString("base64");
      const waitMs = Math.max(byHandle.take(keyText, nowMs), byAddress.take(addressBlock(address), nowMs));
      if (waitMs > 0) return refuse("rate-limited", undefined, waitMs);
      const row = await store.accountByHandle(key);
      const stored = row?.password === null || row === undefined ? ERASED : vault.open(accounts, "password", row);
      const isRight = await hasher.verify(stored === ERASED ? await decoy : stored, input.password.normalize("NFKC"));
      if (isRight === "busy") return refuse("overloaded", undefined, 1_000);
      if (!isRight || row === undefined || stored === ERASED) {
        // Recorded for unknown names as well: the time a refusal takes must not tell who exists.
        await ledger.commit(grant, () =>
          plan(told.signInRefused, [{ subject: row?.id ?? null, detail: {} }], [], null),
        );
        return refuse("sign-in-failed");
      }
      // Told only to who knows the password; the session's own steps see to it that there is none.
      if ((await policy.orgRoleOf(row.id)) === undefined) return refuse("suspended");
      if ("id" in input.device) {
        const device = await store.device(input.device.id);
        // A device of someone else answers as a wrong password does: it tells nothing.
        if (device === undefined || device.account !== row.id || device.removed_ms !== null)
          return refuse("sign-in-failed");
      }
      const made = newSession(row.id, input.device, nowMs);
      const detail = { session: made.session, device: made.device, newDevice: !("id" in input.device) };
      const limit =
        "id" in input.device
          ? [requireRows(devices, { id: input.device.id, account: row.id, removed_ms: null }, "sign-in-failed")]
          : [requireRows(devices, { account: row.id, removed_ms: null }, "too-many", 0, LIMITS.devicesPerAccount - 1)];
      const done = await ledger.commit(grant, () =>
        plan(told.sessionStarted, [{ subject: row.id, detail }], [...limit, ...made.steps], { session: made.session }),
      );
      if (!done.ok) return done;
      byHandle.forgive(keyText);
      return sessionAnswer(row.id, made);
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

    async removeDevice(grant: Grant<"session.end">, device: DeviceId): Promise<Result<undefined>> {
      const { account } = grant.resource;
      const nowMs = clock.nowMs();
      const done = await ledger.commit(grant, () =>
        plan(
          told.deviceRemoved,
          [{ subject: account, detail: { device } }],
          [...removeDeviceSteps({ account, device }, nowMs, "not-found"), ...deps.deviceLeaves(device)],
          { device },
        ),
      );
      return done.ok ? ok(undefined) : done;
    },

    async changePassword(
      grant: Grant<"account.change">,
      input: ApiParsed<"changePassword">,
    ): Promise<Result<undefined>> {
      const { account } = grant.resource;
      const nowMs = clock.nowMs();
      const waitMs = byHandle.take(`change:${account}`, nowMs);
      if (waitMs > 0) return refuse("rate-limited", undefined, waitMs);
      const row = await store.account(account);
      const stored = row === undefined || row.password === null ? ERASED : vault.open(accounts, "password", row);
      if (row === undefined || stored === ERASED) return refuse("forbidden");
      if ((await hasher.verify(stored, input.old.normalize("NFKC"))) !== true) return refuse("sign-in-failed");
      const password = checkPassword(input.new, await contextWords(textOf(row, "handle"), textOf(row, "name")));
      if (!password.ok) return password;
      const hashed = await hasher.hash(password.value);
      const others = (await store.liveSessionsOf(account, nowMs)).filter(({ id }) => id !== grant.caller.session);
      const done = await ledger.commit(grant, () =>
        plan(
          told.passwordChanged,
          [{ subject: account, detail: { endedSessions: others.length } }],
          [
            update(accounts, { id: account }, { password: hashed }),
            ...others.map(({ id }) => update(sessions, { id }, { ended_ms: nowMs }, "ignore")),
          ],
          { account, kept: grant.caller.session },
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
      return ok({ people: await peopleOf(rows.slice(0, limit)), more: rows.length > limit });
    },
    /** Of these people, those whom the caller may know of. */
    async lookUp(grant: Grant<"person.read">, { ids }: ApiParsed<"lookUpPeople">) {
      const known: AccountId[] = [];
      for (const account of ids)
        if ((await policy.decide(grant.caller, "person.read", { kind: "account", account })).ok) known.push(account);
      return ok({ people: await peopleOf(await store.accountsOf(known)), more: false });
    },

    async devices(grant: Grant<"session.list">) {
      const nowMs = clock.nowMs();
      const { account } = grant.resource;
      const [all, live] = await Promise.all([store.devicesOf(account), store.liveSessionsOf(account, nowMs)]);
      return ok({
        devices: all.map((row) => {
          const ofDevice = live.filter(({ device }) => device === row.id);
          const name = vault.open(devices, "name", row);
          const verifyingKey = vault.open(devices, "verifying_key", row);
          return {
            id: row.id,
            name: name === ERASED ? "" : name,
            verifyingKey: verifyingKey === ERASED ? "" : verifyingKey,
            addedAtMs: row.added_ms,
            lastSeenAtMs: Math.max(row.added_ms, ...ofDevice.map(lastSeenMs)),
            current: row.id === grant.caller.device,
            sessions: ofDevice.map((one) => ({
              id: one.id,
              startedAtMs: one.started_ms,
              lastSeenAtMs: lastSeenMs(one),
              expiresAtMs: one.expires_ms,
              unusedEndsAtMs: unusedEndsMs(one),
              current: one.id === grant.caller.session,
            })),
          };
        }),
      });
    },

    async invite(grant: Grant<"people.invite">, input: ApiParsed<"invite">) {
      const nowMs = clock.nowMs();
      const token = randomBytes(32);
      const id = newId<InvitationId>();
      if (isOfficerRole(input.role)) {
        // Otherwise an administrator could become an auditor, or make more administrators, by inviting themselves.
        const mayGrant = await policy.decide(grant.caller, "role.grant", { kind: "org" });
        if (!mayGrant.ok) return mayGrant;
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
      const done = await ledger.commit(grant, () =>
        plan(
          told.personInvited,
          [{ subject: grant.caller.account, detail: { invitation: id, role: input.role } }],
          [
            insert(invitations, {
              id,
              token: digestOf(token),
              role: input.role,
              note: input.note,
              rooms: input.rooms,
              ...(input.placeholder !== undefined && { placeholder: input.placeholder }),
              created_by: grant.caller.account,
              created_ms: nowMs,
              expires_ms: expiresAtMs,
              state: "open",
            }),
          ],
          null,
        ),
      );
      if (!done.ok) return done;
      const text = token.toString("base64url");
      return ok({ id, token: text, link: link("join", text), expiresAtMs });
    },

    async invitations(_grant: Grant<"people.invite">) {
      const nowMs = clock.nowMs();
      const rows = await store.newestInvitations(500);
      return ok({
        invitations: rows.map((row) => {
          const note = vault.open(invitations, "note", row);
          const state: "open" | "accepted" | "withdrawn" | "expired" =
            row.state === "open" && row.expires_ms <= nowMs ? "expired" : row.state;
          return {
            id: row.id,
            role: row.role,
            note: note === ERASED ? "" : note,
            createdAtMs: row.created_ms,
            expiresAtMs: row.expires_ms,
            state,
          };
        }),
      });
    },

    async withdraw(grant: Grant<"people.invite">, id: InvitationId): Promise<Result<undefined>> {
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

    /** `joinRooms` gives the steps that put the new person into the invitation's rooms. */
    async accept(
      grant: OpenGrant,
      input: ApiParsed<"acceptInvitation">,
      address: string,
      joinRooms: (account: AccountId, rooms: readonly RoomId[], nowMs: number) => Promise<readonly Step[]>,
    ): Promise<Result<SessionAnswer>> {
      const nowMs = clock.nowMs();
      const waitMs = byAddress.take(addressBlock(address), nowMs);
      if (waitMs > 0) return refuse("rate-limited", undefined, waitMs);
      const row = await store.invitationByToken(digestOf(Buffer.from(input.token, "base64url")));
      if (row === undefined || row.state !== "open" || row.expires_ms <= nowMs) return refuse("invitation-invalid");
      const inviter = await policy.orgRoleOf(row.created_by);
      // Who lost the right to invite, or to give this role, lost it for the invitations not yet taken as well.
      const mayInvite = await policy.explain(row.created_by, "people.invite", { kind: "org" });
      const mayGrant = await policy.explain(row.created_by, "role.grant", { kind: "org" });
      if (inviter === undefined || !mayInvite.may || (isOfficerRole(row.role) && !mayGrant.may))
        return refuse("invitation-invalid");
      const password = checkPassword(input.password, await contextWords(input.handle, input.name));
      if (!password.ok) return password;
      const hashed = await hasher.hash(password.value);
      const account = row.placeholder ?? newId<AccountId>();
      const made = newSession(account, input.device, nowMs);
      const listed = vault.open(invitations, "rooms", row);
      const wereIn = row.placeholder === null ? [] : await deps.importedRoomsOf(row.placeholder);
      // Imported rooms are held to the same: an invitation must not open a room that its maker could not.
      const wanted = new Set([...(listed === ERASED ? [] : listed), ...wereIn]);
      const rooms = await roomsStillOpenedBy(row.created_by, wanted);
      const person = { handle_key: handleKey(input.handle), handle: input.handle, name: input.name, password: hashed };
      const isTaken = (await store.accountByHandle(person.handle_key)) !== undefined;
      if (isTaken) return refuse("handle-taken");
      const addPerson =
        row.placeholder === null
          ? [
              insert(accounts, { id: account, ...person, imported: 0, created_ms: nowMs }, "handle-taken"),
              insert(roleAssignments, { scope: "org", account, role: row.role, since_ms: nowMs }),
            ]
          : [
              requireRows(roleAssignments, { scope: "org", account, role: "placeholder" }, "invitation-invalid"),
              update(accounts, { id: account }, person),
              update(roleAssignments, { scope: "org", account }, { role: row.role, since_ms: nowMs }),
            ];
      const joins = await joinRooms(account, rooms, nowMs);
      const done = await ledger.commit(grant, () =>
        plan(
          told.invitationAccepted,
          [
            { subject: account, detail: { invitation: row.id, role: row.role } },
            { subject: row.created_by, detail: { invitation: row.id, account } },
          ],
          [
            // Checked again where it is applied: the inviter may be losing the role at this moment.
            requireRows(
              roleAssignments,
              { scope: "org", account: row.created_by, role: inviter, suspended_ms: null },
              "invitation-invalid",
            ),
            update(invitations, { id: row.id, state: "open" }, { state: "accepted" }, "invitation-invalid"),
            ...addPerson,
            ...made.steps,
            ...joins,
          ],
          { account, rooms, invitedBy: row.created_by },
        ),
      );
      return done.ok ? sessionAnswer(account, made) : done;
    },
  };
}
export type AccountRules = ReturnType<typeof accountRules>;
