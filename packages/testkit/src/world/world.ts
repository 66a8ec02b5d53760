/**
 * A whole Warbler for tests of several parts: the real server over real TLS, and people with devices that run the real
 * SDK. Tests say *alice*, *bob*, *a revoked device*, and never an internal type.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type INVITED_ROLES, sessionAnswer } from "@warbler/protocol";
import { invitation, type NewRoom, type Platform, parseLink, type Room } from "@warbler/sdk";
import { fetchLocalCa, nodePlatform } from "@warbler/sdk/node";
import { rawHttp } from "../raw/http.ts";
import { PASSWORD, type Raw, rawAccess } from "../raw/raw.ts";
import { freshDatabase } from "../services.ts";
import { MovableClock } from "./clock.ts";
import { searchFiles } from "./files.ts";
import { type Needle, type Searched, searchMemory } from "./memory.ts";
import { type NewDevice, Person } from "./person.ts";
import { type RunningServer, type Settings, serverApart, serverHere } from "./running-server.ts";

export interface WorldOptions {
  /** `sqlite` unless told. */
  readonly store?: "sqlite" | "postgres";
  /** In this process unless told; only a server `apart` can be killed. */
  readonly server?: "here" | "apart";
  /** More settings, as an operator gives them: `WARBLER_…`. */
  readonly settings?: Settings;
}

export interface World extends AsyncDisposable {
  readonly url: string;
  /** The server's data folder. */
  readonly folder: string;
  /** Of a world on PostgreSQL. */
  readonly databaseUrl: string | undefined;
  /** Certificate of the server's local CA, in PEM. */
  readonly ca: string;
  /** The link by which the organisation was made; it is spent. */
  readonly setUpLink: string;
  /** The machine that devices run on: HTTPS and sockets that trust this server, and `clock`. */
  readonly platform: Platform;
  /** Time for all devices and, where it is in this process, for the server. */
  readonly clock: MovableClock;
  /** People without an SDK, who speak the bare protocol. */
  readonly raw: Raw;
  /** Who made the organisation, on a device of theirs. */
  owner(): Promise<Person>;
  /** Someone new, by an invitation of the owner. */
  join(handle: string, options?: NewDevice & { readonly role?: (typeof INVITED_ROLES)[number] }): Promise<Person>;
  /** A room that the first of these people owns and the others are in. */
  room(people: readonly [Person, ...Person[]], room?: Omit<NewRoom, "members">): Promise<Room>;
  /** Stops the server as an operator would, and starts it again on the same folder and port. */
  restart(): Promise<void>;
  /** Ends the server at once. Only of a server `apart`. */
  kill(): Promise<void>;
  /** Tells the server's process. Only of a server `apart`. */
  signal(name: NodeJS.Signals): void;
  /** Starts the server again after `kill`. */
  start(): Promise<void>;
  /** Files of the server, and those that hold one of these words in clear. */
  filesHolding(words: readonly (string | Buffer)[]): ReturnType<typeof searchFiles>;
  /** Which of these are in the memory of the server's process. Only of a server `apart`. */
  memoryHolding(needles: readonly Needle[]): Promise<Searched>;
}

const OWNER = { handle: "owner", name: "owner", password: PASSWORD } as const;

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const undo = new AsyncDisposableStack();
  try {
    return await buildWorld(options, undo);
  } catch (error) {
    await undo.disposeAsync();
    throw error;
  }
}

async function buildWorld(options: WorldOptions, undo: AsyncDisposableStack): Promise<World> {
  const clock = new MovableClock();
  const folder = await mkdtemp(join(tmpdir(), "warbler-world-"));
  undo.defer(() => rm(folder, { recursive: true, force: true }));
  const database = options.store === "postgres" ? undo.use(await freshDatabase()) : undefined;
  const settings = {
    WARBLER_PORT: "0",
    WARBLER_DATA: folder,
    // Nobody here asks for the web client, whose six hundred files a server reads when it starts.
    WARBLER_WEB: join(folder, "no-web-client"),
    ...(database !== undefined && { WARBLER_DATABASE_URL: database.url }),
    ...options.settings,
  };
  const launch = (port: string): Promise<RunningServer> => {
    const now = { ...settings, WARBLER_PORT: port };
    return options.server === "apart" ? serverApart(now, port === settings.WARBLER_PORT) : serverHere(now, clock);
  };
  let server = await launch(settings.WARBLER_PORT);
  undo.defer(() => server.stop());
  const { url, setUpLink = "" } = server;
  const start = async () => {
    // Devices know the server by its address.
    server = await launch(new URL(url).port);
  };

  const ca = await fetchLocalCa(url, server.fingerprint);
  const platform: Platform = {
    ...nodePlatform({ ca }),
    nowMs: clock.nowMs,
    sleep: clock.wait,
  };
  const { token: setUpToken } = parseLink(setUpLink, "set-up");
  const device = { name: "first", verifyingKey: "A".repeat(43) };
  const door = rawHttp(() => url, ca);
  undo.defer(() => door.close());
  // Bound to no key: tests that speak the bare protocol show the token alone.
  const set = await door.call("setUp", { body: { token: setUpToken, organisation: "Organisation", ...OWNER, device } });
  const made = sessionAnswer.parse(set.body);
  const raw = rawAccess({ url: () => url, ca, owner: made });
  undo.defer(() => raw.close());

  const around = { url: () => url, platform: () => platform };
  const people: Person[] = [];
  undo.defer(async () => {
    for (const device of people.flatMap(({ devices }) => devices)) await device.stop();
  });
  const known = async (person: Promise<Person>): Promise<Person> => {
    people.push(await person);
    return person;
  };
  let owner: Promise<Person> | undefined;

  return {
    url,
    folder,
    databaseUrl: database?.url,
    ca,
    setUpLink,
    platform,
    clock,
    raw,
    owner: () => {
      const { token, account, device } = made;
      owner ??= known(new Person(OWNER.handle, around).begin({ kind: "token", token, account, device }));
      return owner;
    },
    join: async (handle, { role = "member", ...newDevice } = {}) => {
      const { token } = (await raw.owner.call("invite", {}, { role })).body;
      const account = { handle, name: handle, password: PASSWORD, device: { name: "first" } };
      return known(new Person(handle, around).begin(invitation(token, account), newDevice));
    },
    room: async ([first, ...others], room = {}) => {
      const members = others.map(({ account }) => account);
      return first.client.createRoom({ name: "room", ...room, members });
    },
    restart: async () => {
      await server.stop();
      await start();
    },
    kill: () => server.kill(),
    signal: (name) => {
      if (server.pid === undefined) throw new Error('expected a server "apart"');
      process.kill(server.pid, name);
    },
    start,
    filesHolding: (words) => searchFiles(folder, words),
    memoryHolding: async (needles) => {
      if (server.pid === undefined) throw new Error('expected a server "apart"');
      return searchMemory(server.pid, needles);
    },
    [Symbol.asyncDispose]: () => undo.disposeAsync(),
  };
}
