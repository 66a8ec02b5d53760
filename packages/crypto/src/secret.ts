/**
 * A value that must not be read by accident. It prints as `<secret>` wherever a program prints things: text, JSON,
 * `util.inspect`, `console.log` and structured logs. The only way to the value is to say `reveal()`.
 */
const REDACTED = "<secret>";

export class Secret<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /** The value itself. Each call is a place for a reviewer to look at. */
  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.toPrimitive](): string {
    return REDACTED;
  }

  /** What Node's `util.inspect` and `console.log` print, whatever depth and options they were given. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return REDACTED;
  }

  get [Symbol.toStringTag](): string {
    return REDACTED;
  }
}

/** Overwrites secrets with zeros. The engine may have made copies before; this removes the one we know of. */
export function wipe(...secrets: readonly Uint8Array[]): void {
  for (const secret of secrets) secret.fill(0);
}
