// The narrow door through which every scenario speaks to a server under test. A scenario knows no wire format; a driver
// knows no scenario. Both the reference and Warbler are driven through exactly these calls.

/** One signed-in device: enough to come back online without a password. */
export interface Session {
  readonly userId: string;
  readonly token: string;
}

export interface Room {
  readonly id: string;
}

export interface Delivery {
  readonly seq: number;
  /** Valid only during the listener's call: a driver may hand out a view of its receive buffer. */
  readonly body: Uint8Array;
}

export interface Client {
  /**
   * Resolves with the room's sequence number once the server has made the message durable. Any number may be in flight.
   * The body is UTF-8.
   */
  send(room: Room, body: Uint8Array): Promise<number>;
  /** Sets the one listener for messages that other devices sent. Deliveries before the first call are dropped. */
  onDelivery(listener: (delivery: Delivery) => void): void;
  /** One page in ascending order, starting at `fromSeq` (the first message has 1), decoded as a real client would. */
  history(room: Room, fromSeq: number, limit: number): Promise<readonly Delivery[]>;
  /** Drops the connection without a farewell, as a lost network does. The session stays valid. */
  close(): Promise<void>;
}

/** Who encrypts: the server, or the client of whoever imports. */
export type ImportLevel = "sealed" | "e2ee";

export interface ImportReport {
  readonly messages: number;
  readonly elapsedMs: number;
}

export interface RunningServer extends AsyncDisposable {
  /** User plus system time of the whole server process since it began, in microseconds, at the kernel's 10 ms grain. */
  cpuMicros(): Promise<number>;
  rssBytes(): Promise<number>;
  /**
   * Not measured. May use any shortcut that leaves ordinary accounts with one signed-in device each. All people and
   * devices come before the first room, socket or figure, so that a driver may make them before its server runs.
   */
  createUsers(count: number): Promise<readonly Session[]>;
  /** Not measured. Another device of the same account. */
  addDevice(session: Session): Promise<Session>;
  /** Not measured. The first member is the creator. */
  createRoom(members: readonly Session[]): Promise<Room>;
  /** Resolves when the device is signed in and every later message of its rooms will be delivered to it. */
  connect(session: Session): Promise<Client>;
  /** Absent where the server has no importer. Resolves when every record is durable. */
  importSlack?(exportFile: string, level: ImportLevel): Promise<ImportReport>;
}

export interface StartOptions {
  /** An empty folder on the disk to be measured; the runner removes it afterwards. */
  readonly dataFolder: string;
  /** The core the server process is pinned to, or undefined where pinning is impossible. */
  readonly core: number | undefined;
}

export interface Driver {
  readonly name: string;
  start(options: StartOptions): Promise<RunningServer>;
}
