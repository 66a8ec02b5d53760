/** People and their devices, as tests speak of them: real SDK clients, each over a line of its own. */
import type { AccountId, DeviceId } from "@warbler/protocol";
import {
  type Auth,
  connect,
  memoryStore,
  type Platform,
  password,
  type Room,
  type Store,
  type TimelineMessage,
  token,
  type Warbler,
} from "@warbler/sdk";
import { PASSWORD } from "../raw/raw.ts";
import { Line } from "./line.ts";

/** Long, since a machine that is busy with other tests reconnects slowly. */
const DEADLINE_MS = 60_000;

/** What a person's devices need of the world. */
export interface Surroundings {
  readonly url: () => string;
  readonly platform: () => Platform;
}

/** A room by its id, as `World.room` and the SDK both give it. */
export interface InRoom {
  readonly id: string;
}

export interface NewDevice {
  /** Where this device keeps its state, and finds it again after a restart; in memory unless told. */
  readonly store?: () => Store | Promise<Store>;
}

export class Device {
  readonly name: string;
  readonly owner: Person;
  /** Between this device and the server. */
  readonly line = new Line();
  readonly #around: Surroundings;
  readonly #store: () => Store | Promise<Store>;
  #client: Warbler | undefined;
  #auth: Auth;

  private constructor(name: string, owner: Person, around: Surroundings, auth: Auth, { store }: NewDevice) {
    this.name = name;
    this.owner = owner;
    this.#around = around;
    this.#auth = auth;
    this.#store = store ?? keptInMemory();
  }

  static async signIn(
    name: string,
    parts: { readonly owner: Person; readonly around: Surroundings; readonly auth: Auth } & NewDevice,
  ): Promise<Device> {
    const device = new Device(name, parts.owner, parts.around, parts.auth, parts);
    await device.start();
    return device;
  }

  /** The SDK client that runs on this device now. */
  get client(): Warbler {
    if (this.#client === undefined) throw new Error(`${this.owner.handle}'s ${this.name} is switched off`);
    return this.#client;
  }

  get id(): DeviceId {
    if (this.#auth.kind !== "token") throw new Error(`${this.owner.handle}'s ${this.name} has not signed in`);
    return this.#auth.device;
  }

  /** Starts the client on what the device has stored; `offline` as in the SDK. */
  async start(options: { readonly offline?: boolean } = {}): Promise<Warbler> {
    const platform = this.line.over(this.#around.platform());
    const client = await connect(this.#around.url(), {
      auth: this.#auth,
      store: await this.#store(),
      platform,
      // Everybody in a world has the same password, and gives it whenever an act asks for a proof.
      prove: async () => ({ kind: "password", password: PASSWORD }),
      ...options,
    });
    this.#client = client;
    this.#auth = token(client.session.token, client.session);
    return client;
  }

  /** Ends the client; what is stored stays. */
  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.close();
  }

  async restart(options: { readonly offline?: boolean } = {}): Promise<Warbler> {
    await this.stop();
    return this.start(options);
  }

  /** Resolves once the server has told this device that its session is over. */
  async expired(): Promise<void> {
    if (this.client.state === "expired") return;
    await new Promise<void>((resolve) => {
      this.client.on("expired", () => resolve());
    });
  }

  room(room: InRoom): Promise<Room> {
    return this.client.room(room.id);
  }

  /** Says it and waits until it is durable. */
  async says(room: InRoom, text: string): Promise<{ readonly id: string; readonly seq: number }> {
    const sending = (await this.room(room)).send(text);
    return sending.settled;
  }

  /** The first message with this text, there already or still to come. */
  async hears(room: InRoom, text: string): Promise<TimelineMessage> {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const heard: string[] = [];
    for await (const message of (await this.room(room)).timeline({ signal, limit: 200 })) {
      if (message.text === text) return message;
      heard.push(message.text);
    }
    throw new Error(`expected ${this.owner.handle}'s ${this.name} to hear "${text}", got ${JSON.stringify(heard)}`);
  }

  /** The texts of the room, oldest first. */
  async texts(room: InRoom): Promise<readonly string[]> {
    return (await (await this.room(room)).history({ limit: 1_000 })).map(({ text }) => text);
  }
}

/** A person: their first device, and those they sign in on later. What a person does, their first device does. */
export class Person {
  readonly handle: string;
  readonly password = PASSWORD;
  readonly #around: Surroundings;
  readonly #devices: Device[] = [];

  constructor(handle: string, around: Surroundings) {
    this.handle = handle;
    this.#around = around;
  }

  async begin(auth: Auth, options: NewDevice = {}): Promise<this> {
    this.#devices.push(await Device.signIn("first", { owner: this, around: this.#around, auth, ...options }));
    return this;
  }

  get first(): Device {
    const [first] = this.#devices;
    if (first === undefined) throw new Error(`${this.handle} has no device`);
    return first;
  }

  get devices(): readonly Device[] {
    return this.#devices;
  }

  get client(): Warbler {
    return this.first.client;
  }

  get account(): AccountId {
    return this.client.account;
  }

  /** Signs in on one more device, with the password. */
  async device(name: string, options: NewDevice = {}): Promise<Device> {
    const auth = password(this.handle, this.password, { name });
    const device = await Device.signIn(name, { owner: this, around: this.#around, auth, ...options });
    this.#devices.push(device);
    return device;
  }

  /** Takes a device's right to be this person, from the first one. It goes on running, as a stolen one would. */
  async revokes(device: Device): Promise<Device> {
    await this.client.removeDevice(device.id);
    return device;
  }

  says(room: InRoom, text: string): ReturnType<Device["says"]> {
    return this.first.says(room, text);
  }

  hears(room: InRoom, text: string): Promise<TimelineMessage> {
    return this.first.hears(room, text);
  }

  texts(room: InRoom): Promise<readonly string[]> {
    return this.first.texts(room);
  }
}

/** A store that a client finds again although it closed it. */
function keptInMemory(): () => Store {
  const store = memoryStore();
  const kept = { ...store, close: () => Promise.resolve() };
  return () => kept;
}
