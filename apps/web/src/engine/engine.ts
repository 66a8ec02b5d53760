/** What the page can ask for, done with the SDK. */

import type { MessageId, RoomId, SecuritySettings } from "@warbler/protocol";
import { doorOf, type Sending, type Store, type TimelineItem, type Warbler, WarblerError } from "@warbler/sdk";
import { accessCalls } from "./access-calls.ts";
import { adminCalls } from "./admin-calls.ts";
import { Asker } from "./asker.ts";
import { type DraftShelf, draftShelf } from "./drafts.ts";
import type { Engine, HistoryPage, PendingView } from "./engine-api.ts";
import { factorCalls } from "./factor-calls.ts";
import { Feed } from "./feed.ts";
import { identityCalls } from "./identity-calls.ts";
import type { ImportDesk } from "./imports/import-desk.ts";
import { Marks } from "./marks.ts";
import { messageAt } from "./message-at.ts";
import { reviewCalls } from "./review-calls.ts";
import { SessionHost, type SessionHostDeps } from "./session-host.ts";
import { Transfers } from "./transfers.ts";
import { pendingFromDraft, proofViewOf } from "./views.ts";

const PAGE_MESSAGES = 60;
const BETWEEN_PAGES_MS = 250;
/** Shown of what is saved; taking some back shows more. */
const MOST_SAVED = 200;

interface Live {
  readonly client: Warbler;
  readonly feed: Feed;
  readonly drafts: DraftShelf;
  readonly marks: Marks;
  readonly imports: () => Promise<ImportDesk>;
}

export interface EngineDeps extends Omit<SessionHostDeps, "connected" | "asker"> {
  /** What the organisation asks of passwords, which also who is not signed in has to know. */
  readonly security: () => Promise<SecuritySettings>;
}

/** Starts at once with what an earlier visit left. */
export function startEngine(deps: EngineDeps): Engine {
  const { platform, tell, url } = deps;
  const transfers = new Transfers({ platform, tell });
  let live: Live | undefined;
  const asker = new Asker(tell);
  const host = new SessionHost({ ...deps, asker, connected: takeUp });

  function takeUp(client: Warbler, store: Store): void {
    const feed = new Feed(client, tell);
    const marks = new Marks(client, store, tell);
    live = { client, feed, marks, drafts: draftShelf(store), imports: importsOf(client, store) };
    inBackground(() => marks.load());
    inBackground(() => feed.lookAtPermissions());
    feed.takeUpOutbox();
    inBackground(async () => {
      for (const room of await client.rooms()) feed.tellRoom(room);
      await feed.previewRooms();
      await feed.directory(() => platform.sleep(BETWEEN_PAGES_MS));
    });
  }

  /** Readers of exports are loaded when somebody imports. */
  function importsOf(client: Warbler, store: Store): Live["imports"] {
    let desk: Promise<ImportDesk> | undefined;
    return () => {
      desk ??= import("./imports/import-desk.ts").then(({ ImportDesk: Desk }) =>
        Desk.open({ client, store, platform, tell: (view) => tell({ type: "import", view }) }),
      );
      return desk;
    };
  }

  /** What is asked without a session is a race with its end; the page hears of that by an event. */
  async function now(): Promise<Live> {
    await host.begun;
    if (live === undefined || host.client !== live.client) throw new WarblerError("signed-out");
    return live;
  }
  const roomOf = async (room: RoomId) => (await now()).client.room(room);

  async function effect(room: RoomId, kind: PendingView["kind"], begin: () => Sending): Promise<void> {
    const sending = begin();
    const queuedAtMs = platform.nowMs();
    (await now()).feed.watch(sending, {
      id: sending.id,
      room,
      kind,
      state: "queued",
      queuedAtMs,
      text: "",
      attachments: [],
    });
  }

  inBackground(() => host.start());

  return {
    async snapshot() {
      const { view: session, connection } = host;
      const empty = { session, connection, rooms: [], people: [], presence: new Map(), drafts: [], marks: [] };
      if (live === undefined || host.client !== live.client) return empty;
      const { feed, marks } = live;
      const [rooms, drafts] = [await feed.rooms(), await live.drafts.rooms()];
      const { known: people, presence, permissions } = feed;
      const key = host.key === undefined ? {} : { key: host.key };
      const told = { session, connection, rooms, people, presence, drafts, marks: marks.all, ...key };
      return permissions === undefined ? told : { ...told, permissions };
    },
    look: () => host.look(),
    signIn: ({ handle, password, deviceName }) => host.signIn(handle, password, deviceName),
    signInByPasskey: (deviceName) => host.signInByPasskey(deviceName),
    ssoChoices: () => doorOf(url, { platform }).ssoChoices(),
    beginSso: (input) => doorOf(url, { platform }).beginSso(input),
    signInBySso: (back, deviceName) => host.signInBySso(back, deviceName),
    proveBySso: async (back) => {
      const { client } = await now();
      const { ticket } = await client.api("askProof", undefined);
      await client.api("prove", { ticket, proof: { kind: "sso", back } });
    },
    answer: async (answer) => asker.answer(answer),
    setUp: (input) => host.setUp(input),
    join: (input) => host.join(input),
    recover: (input) => host.recover(input),
    ...accessCalls(async () => (await now()).client, deps),
    signOut: () => host.signOut(),
    retryNow: async () => host.retryNow(),

    setLock: (lock) => host.setLock(lock),
    lock: () => host.lock(),
    unlock: (secret) => host.unlock(secret),
    unlockWith: (key) => host.unlockWith(key),
    removeLock: (secret) => host.removeLock(secret),

    async openRoom(id) {
      const { client, feed } = await now();
      const room = await client.room(id);
      feed.follow(room);
      const page = historyPage(await room.items({ limit: PAGE_MESSAGES }), feed);
      if (room.other !== undefined) feed.know([room.other]);
      inBackground(async () => {
        await room.readers();
      });
      return { ...page, pending: feed.pendingIn(id) };
    },
    async protection(id) {
      return (await (await now()).client.api("room", undefined, { room: id })).protection;
    },
    async history(id, place) {
      const { client, feed } = await now();
      return historyPage(await (await client.room(id)).items({ limit: PAGE_MESSAGES, ...place }), feed);
    },
    message: async (id, message) => (await roomOf(id)).message(message),
    async send(id, draft) {
      const { feed } = await now();
      const room = await roomOf(id);
      feed.follow(room);
      const sending = room.send(draft);
      const rest = { id: sending.id, room: id, state: sending.state, queuedAtMs: platform.nowMs() };
      feed.watch(sending, pendingFromDraft(draft, rest));
      return sending.id;
    },
    async edit(id, message, text) {
      const room = await roomOf(id);
      await effect(id, "edit", () => room.edit(message, text));
    },
    async recall(id, message) {
      const room = await roomOf(id);
      await effect(id, "recall", () => room.recall(message));
    },
    async react(id, message, emoji, removed) {
      const room = await roomOf(id);
      await effect(id, "reaction", () => (removed ? room.unreact(message, emoji) : room.react(message, emoji)));
    },
    async pin(id, message, removed) {
      const room = await roomOf(id);
      await effect(id, "pin", () => (removed ? room.unpin(message) : room.pin(message)));
    },
    retry: async (id) => (await now()).client.sending(id)?.retry(),
    async discard(id) {
      const { client, feed } = await now();
      const pending = feed.pendingOf(id);
      await client.sending(id)?.discard();
      if (pending !== undefined) feed.gone(pending);
    },
    draft: async (room) => (await now()).drafts.read(room),
    async saveDraft(room, draft) {
      await (await now()).drafts.write(room, draft);
      tell({ type: "draft", room, draft });
    },
    markRead: async (id, seq) => (await roomOf(id)).markRead(seq),
    setMark: async (record, on) => (await now()).marks.set(record, on),
    async savedMessages() {
      const { client, marks } = await now();
      const saved = marks.all.filter(({ mark }) => mark === "saved");
      const found = [];
      for (const { room, seq } of saved.slice(0, MOST_SAVED)) found.push(...(await messageAt(client, room, seq)));
      return found;
    },
    setStatus: async (status) => (await now()).client.setStatus(status),
    typing: async (id, typing) => (await roomOf(id)).typing(typing),
    setAway: async (away) => (await now()).client.setAway(away),

    async createRoom({ members, ...room }) {
      const { client, feed } = await now();
      const made = await client.createRoom({ ...room, members });
      feed.tellRoom(made);
      return made.id;
    },
    async knownDirectRoom(account) {
      const rooms = await (await now()).client.rooms();
      const known = rooms.filter(({ kind, other }) => kind === "direct" && other === account);
      return (known.find(({ successor }) => successor === undefined) ?? known[0])?.id;
    },
    async newDirectRoom(account, level) {
      const { client, feed } = await now();
      const room = await client.createRoom({ kind: "direct", level, members: [account] });
      feed.tellRoom(room);
      return room.id;
    },
    async changeLevel(id, level) {
      const { client, feed } = await now();
      const room = await client.changeLevel(await client.room(id), level);
      feed.tellRoom(room);
      return room.id;
    },
    async members(id) {
      const members = await (await roomOf(id)).members();
      (await now()).feed.know(members.map((member) => member.id));
      return members;
    },
    addMembers: async (id, accounts) => (await roomOf(id)).add(accounts),
    removeMember: async (id, account) => (await roomOf(id)).remove(account),
    leaveRoom: async (id) => (await roomOf(id)).leave(),
    resetRoom: async (id) => (await roomOf(id)).reset(),
    acceptGroup: async (id, shown) => (await roomOf(id)).acceptGroup(shown),
    grantRoomRole: async (id, account, role) => (await roomOf(id)).grantRole(account, role),
    describeRoom: async (id, change) => (await roomOf(id)).describe(change),
    async pins(id) {
      const { client } = await now();
      const room = await client.room(id);
      const pinned = [];
      for (const { seq } of await room.pins()) pinned.push(...(await messageAt(client, id, seq)));
      return pinned;
    },
    report: async (id, report) => (await roomOf(id)).report(report),
    readers: async (id) => (await roomOf(id)).readers(),
    prove: async (id, message: MessageId) => proofViewOf(await (await roomOf(id)).prove(message)),
    async search({ text, room, ...rest }) {
      return (await now()).client.search(text, { ...rest, ...(room !== undefined && { in: room }) });
    },

    api: async (name, input, params) => (await now()).client.api(name, input, params),

    directory: async () => (await now()).feed.directory(),
    invite: async (input) => (await now()).client.invite(input),
    invitations: async () => (await now()).client.invitations(),
    withdrawInvitation: async (id) => (await now()).client.withdrawInvitation(id),
    changePassword: async (oldPassword, newPassword) => (await now()).client.changePassword(oldPassword, newPassword),
    devices: async () => (await now()).client.devices(),
    removeDevice: async (id) => (await now()).client.removeDevice(id),
    endOtherSessions: async () => (await now()).client.endOtherSessions(),
    endSession: async (id) => (await now()).client.endSession(id),

    security: () => deps.security(),
    ...factorCalls(async () => (await now()).client),
    ...adminCalls(async () => (await now()).client),
    ...reviewCalls(async () => (await now()).client),
    ...identityCalls(async () => (await now()).client, tell),

    upload: async (id, file, transfer) => transfers.upload(await roomOf(id), file, transfer),
    download: async (id, attachment, transfer) => transfers.download(await roomOf(id), attachment, transfer),
    cancelTransfer: async (transfer) => transfers.cancel(transfer),

    importUnderWay: async () => (await (await now()).imports()).view,
    readExport: async (file) => (await (await now()).imports()).read(file),
    runImport: async (level) => (await (await now()).imports()).run(level),
    pauseImport: async () => (await (await now()).imports()).pause(),
    forgetImport: async () => (await (await now()).imports()).forget(),
  };
}

function historyPage(items: readonly TimelineItem[], feed: Feed): HistoryPage {
  const messages = items.filter((item) => item.kind === "message");
  const events = items.filter((item) => item.kind === "event");
  feed.know([...items.map(({ author }) => author.id), ...events.flatMap(({ account }) => account ?? [])]);
  return { messages, events };
}

/** Nobody waits for these: a refusal (the line is cut, the session over) is told by an event or does not matter. */
function inBackground(work: () => Promise<void>): void {
  work().catch((error: unknown) => {
    if (!(error instanceof WarblerError)) reportError(error);
  });
}
