/**
 * Names of people: asked for in batches, once a session. Who is known from an earlier session is shown by the name of then
 * until the answer is there, so that nobody waits for a name in order to read.
 */
import { type AccountId, isId, ORG_ROLES, type Person } from "@warbler/protocol";
import { WarblerError } from "../errors.ts";
import type { ApiClient } from "../session/api-client.ts";
import type { Store } from "../store/store.ts";
import type { Author } from "../timeline/timeline-message.ts";
import { decoded, joined, readBool, readText, writeBool, writeText } from "../wire/protobuf.ts";

const BATCH = 500;
const keyOf = (id: AccountId) => `person/${id}`;

export interface PeopleDeps {
  readonly api: ApiClient;
  readonly store: Store;
}

export class People {
  readonly #deps: PeopleDeps;
  readonly #known = new Map<AccountId, Person>();
  readonly #asking = new Map<AccountId, Promise<void>>();

  constructor(deps: PeopleDeps) {
    this.#deps = deps;
  }

  /** The id itself for someone who was never asked for, or whom the server does not know. */
  nameOf(id: AccountId): string {
    return this.#known.get(id)?.name ?? id;
  }

  authorOf(id: AccountId): Author {
    const person = this.#known.get(id);
    return { id, name: person?.name ?? id, ...(person?.role === "bot" && { isBot: true }) };
  }

  known(id: AccountId): Person | undefined {
    return this.#known.get(id);
  }

  note(people: readonly Person[]): void {
    for (const one of people) this.#known.set(one.id, one);
  }

  /** Afterwards `nameOf` and `authorOf` know whom the store or the server knows. Never fails for want of a name. */
  async learn(ids: Iterable<AccountId>): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.#known.has(id));
    const fresh = missing.filter((id) => !this.#asking.has(id));
    for (let at = 0; at < fresh.length; at += BATCH) {
      const batch = fresh.slice(at, at + BATCH);
      const asked = this.#recallOrAsk(batch).finally(() => {
        for (const id of batch) this.#asking.delete(id);
      });
      for (const id of batch) this.#asking.set(id, asked);
    }
    await Promise.all(missing.map((id) => this.#asking.get(id)).filter((asked) => asked !== undefined));
  }

  async #recallOrAsk(ids: readonly AccountId[]): Promise<void> {
    await this.#recall(ids);
    const [old, strange] = [ids.filter((id) => this.#known.has(id)), ids.filter((id) => !this.#known.has(id))];
    // Names that cannot be renewed stay what they were.
    if (old.length > 0) this.#ask(old).catch(() => undefined);
    if (strange.length > 0) await this.#ask(strange);
  }

  async #ask(ids: readonly AccountId[]): Promise<void> {
    try {
      const { people } = await this.#deps.api.call("lookUpPeople", { ids: [...ids] });
      const wanted = new Set(ids);
      const answered = people.filter(({ id }) => wanted.has(id));
      this.note(answered);
      await this.#deps.store.write(answered.map((one) => ({ key: keyOf(one.id), value: bytesFromPerson(one) })));
    } catch (error) {
      if (!(error instanceof WarblerError)) throw error;
    }
  }

  async #recall(ids: readonly AccountId[]): Promise<void> {
    const stored = await Promise.all(ids.map((id) => this.#deps.store.read(keyOf(id))));
    this.note(stored.flatMap((bytes) => (bytes && personFromBytes(bytes)) ?? []));
  }
}

/** In protobuf's encoding: id 1, handle 2, name 3, role 4, imported 5. */
function bytesFromPerson({ id, handle, name, role, imported }: Person): Uint8Array {
  return joined([
    writeText(1, id),
    writeText(2, handle),
    writeText(3, name),
    writeText(4, role),
    writeBool(5, imported),
  ]);
}

function personFromBytes(bytes: Uint8Array): Person | undefined {
  return decoded(bytes, (fields) => {
    const id = readText(fields, 1);
    const role = ORG_ROLES.find((known) => known === readText(fields, 4));
    if (!isId<AccountId>(id) || role === undefined) return undefined;
    return { id, handle: readText(fields, 2), name: readText(fields, 3), role, imported: readBool(fields, 5) };
  });
}
