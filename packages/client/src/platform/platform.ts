/** What the SDK needs of the machine it runs on. Nothing else in it opens a connection, reads a clock or makes randomness. */

import type { MlsProvider } from "@warbler/mls";

export interface SocketListener {
  opened(): void;
  /** One binary message, in the order sent. Text messages and oversized ones close the socket instead. */
  received(bytes: Uint8Array): void;
  /** Called once, whoever closed, also when the socket never opened. Nothing is called after it. */
  closed(): void;
}

export interface SocketLike {
  /** Hands one binary message on; on a socket that is not open it does nothing. */
  send(bytes: Uint8Array): void;
  close(): void;
}

/**
 * Promises: `nowMs` counts milliseconds since 1970 in UTC; `sleep` resolves no earlier than `ms` and rejects with the
 * signal's reason when it aborts; `randomBytes` is fit for keys; listeners are never called before `openSocket` returned.
 */
export interface Platform {
  fetch(url: string, init: RequestInit): Promise<Response>;
  openSocket(url: string, listener: SocketListener): SocketLike;
  nowMs(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  randomBytes(count: number): Uint8Array<ArrayBuffer>;
  /** The primitives of end-to-end rooms, where the machine has faster ones than browsers; WebCrypto unless told. */
  groupCryptography?(randomBytes: (count: number) => Uint8Array): Promise<MlsProvider>;
}

/** Takes ids, numbers and fixed words, never contents. */
export type Logger = (event: string, detail?: Readonly<Record<string, string | number | boolean>>) => void;
