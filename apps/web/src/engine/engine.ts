/** What the page can ask for, done with the SDK. */

import type { MessageId, RoomId } from "@warbler/protocol";
import { doorOf, type Sending, type Store, type TimelineItem, type Warbler, WarblerError } from "@warbler/sdk";
import { accessCalls } from "./access-calls.ts";
import { adminCalls } from "./admin-calls.ts";
import { Asker } from "./asker.ts";
import { reportDefect } from "./defect.ts";
import { DraftSync } from "./draft-sync.ts";
import { type DraftShelf, draftShelf } from "./drafts.ts";
import type { Engine, HistoryPage, OpenedRoom, PendingView } from "./engine-api.ts";
import { factorCalls } from "./factor-calls.ts";
import { chinese } from "./failure.ts";
import { Feed } from "./feed.ts";
import { identityCalls } from "./identity-calls.ts";
import type { ImportDesk } from "./imports/import-desk.ts";
import { Lull } from "./lull.ts";
import { Marks } from "./marks.ts";
import { messageAt } from "./message-at.ts";
import { pendingFromDraft } from "./pending-view.ts";
import { reviewCalls } from "./review-calls.ts";
import { SessionHost, type SessionHostDeps } from "./session-host.ts";
import { Threads } from "./threads.ts";
import { Transfers } from "./transfers.ts";
import type { SealedCopies } from "./uploads/sealed-copies.ts";
import type { UploadDesk } from "./uploads/upload-desk.ts";
import { proofViewOf } from "./views.ts";

const PAGE_MESSAGES = 60;
/** The others are not kept waiting by a room that does not open. */
const LONGEST_OPENING_MS = 2_000;
/** Shown of what is saved; taking some back shows more. */
const MOST_SAVED = 200;

interface Live {
  readonly client: Warbler;
  readonly feed: Feed;
  readonly shelf: DraftShelf;
  readonly drafts: DraftSync;
  readonly uploads: () => Promise<UploadDesk>;
  readonly marks: Marks;
  readonly threads: Threads;
  readonly imports: () => Promise<ImportDesk>;
}

export interface EngineDeps extends Omit<SessionHostDeps, "connected" | "recalled" | "asker" | "rest" | "door"> {
  readonly copies: SealedCopies;
  /** Whether the page of that name is still there. */
  readonly isPageOpen: (page: string) => Promise<boolean>;
}

/** Starts at once with what an earlier visit left. */
export function startEngine(deps: EngineDeps): Engine {
  const { platform, tell, url } = deps;
  const transfers = new Transfers({ platform, tell });
  let live: Live | undefined;
  /** Somebody who opens a room goes first. */
  let opening: Promise<unknown> = Promise.resolve();
  const rest = () => Promise.race([opening, platform.sleep(LONGEST_OPENING_MS)]);
  const lull = new Lull(platform);
  const asker = new Asker(tell);
  const recalled = Promise.withResolvers<Warbler>();
  const door = doorOf(url, { platform });
  const host = new SessionHost({ ...deps, asker, door, connected: takeUp, recalled: recalled.resolve, rest });

  function takeUp(client: Warbler, store: Store): void {
    const feed = new Feed(client, tell);
    const marks = new Marks(client, store, tell);
    const threads = new Threads({ client, store, tell });
    const shelf = draftShelf(store);
    const drafts = new DraftSync({ client, shelf, tell, sleep: (ms) => platform.sleep(ms) });
    live = {
      ...{ client, feed, marks, threads, shelf, drafts },
      uploads: uploadsOf(client, store),
      imports: importsOf(client, store),
    };
    inBackground(() => marks.load(rest));
    inBackground(() => threads.load());
    feed.takeUpOutbox();
    inBackground(async () => {
      for (const room of await client.rooms()) feed.tellRoom(room);
      await rest();
      inBackground(() => feed.lookAtPermissions());
      inBackground(() => drafts.start());
      // What is said of a line that is cut has to be here before it is.
      inBackground(async () => {
        await chinese();
      });
      await feed.previewRooms(rest);
      await feed.directory(() => lull.begun());
    });
  }

  /** Loaded when a page is there that may have left some. */
  function uploadsOf(client: Warbler, store: Store): Live["uploads"] {
    let desk: Promise<UploadDesk> | undefined;
    return () => {
      desk ??= import("./uploads/open-desk.ts").then(
        ({ openUploadDesk }) => openUploadDesk({ client, store, transfers, ...deps }),
        (error: unknown) => {
          desk = undefined;
          throw error;
        },
      );
      return desk;
    };
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

  /** What the vault holds of the room is read while the server is still being asked. */
  async function readEarly(id: RoomId): Promise<void> {
    const client = await recalled.promise;
    const read = client.room(id).then((room) => room.items({ limit: PAGE_MESSAGES }));
    // What fails now fails again for whoever opened the room.
    await read.catch(() => undefined);
  }

  async function openRoom(id: RoomId): Promise<OpenedRoom> {
    const { client, feed, threads } = await now();
    const room = await client.room(id);
    feed.follow(room);
    const page = historyPage(await room.items({ limit: PAGE_MESSAGES }), feed);
    if (room.other !== undefined) feed.know([room.other]);
    inBackground(async () => {
      // At once: the line that tells of them would push what somebody has begun to read.
      await room.readers();
      await lull.begun();
      await threads.lookInto(room);
    });
    return { ...page, pending: feed.pendingIn(id) };
  }

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
      const empty = {
        session,
        connection,
        rooms: [],
        people: [],
        presence: new Map(),
        drafts: [],
        marks: [],
        threads: new Map(),
      };
      if (live === undefined || host.client !== live.client) return empty;
      const { feed, marks, threads } = live;
      const [rooms, drafts] = [await feed.rooms(), await live.shelf.rooms()];
      const { known: people, presence, permissions } = feed;
      const key = host.key === undefined ? {} : { key: host.key };
      const told = {
        session,
        connection,
        rooms,
        people,
        presence,
        drafts,
        marks: marks.all,
        threads: threads.all,
        ...key,
      };
      return permissions === undefined ? told : { ...told, permissions };
    },
    look: () => host.look(),
    signIn: ({ handle, password, deviceName }) => host.signIn(handle, password, deviceName),
    signInByPasskey: (deviceName) => host.signInByPasskey(deviceName),
    ssoChoices: () => door.api("ssoChoices", undefined),
    beginSso: (input) => door.api("beginSsoSignIn", input),
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
      lull.disturbed();
      if (live === undefined) inBackground(() => readEarly(id));
      const opened = openRoom(id);
      opening = opened.catch(() => undefined);
      return opened;
    },
    async protection(id) {
      const { client } = await now();
      await rest();
      return (await client.api("room", undefined, { room: id })).protection;
    },
    async history(id, place) {
      lull.disturbed();
      const { client, feed } = await now();
      return historyPage(await (await client.room(id)).items({ limit: PAGE_MESSAGES, ...place }), feed);
    },
    message: async (id, message) => (await roomOf(id)).message(message),
    async send(id, draft) {
      lull.disturbed();
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
    draft: async (room, thread) => (await now()).shelf.read(room, thread),
    async saveDraft(room, draft, thread) {
      const { shelf, drafts } = await now();
      await (thread === undefined ? drafts.save(room, draft) : shelf.write(room, draft, thread));
    },
    markRead: async (id, seq) => (await roomOf(id)).markRead(seq),
    async threads(id) {
      const { client, threads } = await now();
      return threads.list(await client.room(id));
    },
    async seeThreads(id, seq, root) {
      const { client, threads } = await now();
      threads.see(await client.room(id), seq, root);
    },
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
      const room = await roomOf(id);
      await rest();
      return room.members();
    },
    lookUp: async (accounts) => (await now()).feed.lookUp(accounts),
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
    changePassword: async (oldPassword, newPassword) => (await now()).client.changePassword(oldPassword, newPassword),
    devices: async () => (await now()).client.devices(),
    removeDevice: async (id) => (await now()).client.removeDevice(id),
    endOtherSessions: async () => (await now()).client.endOtherSessions(),
    endSession: async (id) => (await now()).client.endSession(id),

    async security() {
      await rest();
      return door.api("security", undefined);
    },
    ...factorCalls(async () => (await now()).client),
    ...adminCalls(async () => (await now()).client),
    ...reviewCalls(async () => (await now()).client),
    ...identityCalls(async () => (await now()).client, tell),

    upload: async (upload) => (await (await now()).uploads()).upload(upload),
    async uploadsLeft(page, showed) {
      const { uploads } = await now();
      await rest();
      return (await uploads()).left(page, showed);
    },
    goOnUploading: async (transfer) => (await (await now()).uploads()).goOn(transfer),
    async forgetUploads(ids) {
      const uploads = await (await now()).uploads();
      for (const id of ids) await uploads.forget(id);
    },
    download: async (id, attachment, transfer) => transfers.download(await roomOf(id), attachment, transfer),
    async cancelTransfer(transfer) {
      transfers.cancel(transfer);
      await (await (await now()).uploads()).forget(transfer);
    },

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

function inBackground(work: () => Promise<void>): void {
  work().catch(reportDefect);
}
