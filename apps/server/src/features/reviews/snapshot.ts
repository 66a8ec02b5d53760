/** Writes grants down in parts of a bounded size, each person once with all their grants. Pure. */
import { type AccountId, LIMITS, type RoomId, type SnapshotGrant, type SnapshotPart } from "@warbler/protocol";

export interface KnownGrant {
  /** Role in the organisation, or in the part's room. */
  readonly role: string;
  readonly sinceMs: number;
  readonly untilMs: number | null;
  readonly givenBy: AccountId | null;
  /** 0 nothing, 1 to look, 2 to remove. */
  readonly suggestion: 0 | 1 | 2;
  /** As `signBits` makes them. */
  readonly signs: number;
}
export interface PersonGrants {
  readonly account: AccountId;
  readonly lastUsed: string | null;
  readonly grants: readonly KnownGrant[];
}

/** The parts of a snapshot, numbered on from `first`. A part ends behind a person. */
export function* partsOf(
  people: Iterable<PersonGrants>,
  { first, room, salt }: { readonly first: number; readonly room?: RoomId; readonly salt: () => string },
): Generator<SnapshotPart> {
  let begins = first;
  let part = new PartInMaking();
  for (const person of people) {
    if (part.items > 0 && part.items + person.grants.length > LIMITS.reviewChunkItems) {
      yield part.done(begins, salt(), room);
      begins += part.items;
      part = new PartInMaking();
    }
    part.add(person);
  }
  if (part.items > 0) yield part.done(begins, salt(), room);
}

class PartInMaking {
  items = 0;
  readonly #names: string[] = [];
  readonly #places = new Map<string, number>();
  readonly #people: SnapshotPart["people"] = [];
  #lastGiver = { name: "", place: -1 };

  add({ account, lastUsed, grants }: PersonGrants): void {
    const list = grants.map(({ role, sinceMs, untilMs, givenBy, suggestion, signs }): SnapshotGrant => {
      const giver = givenBy === null ? null : this.#placeOfGiver(givenBy);
      return [this.#placeOf(role), sinceMs, untilMs, giver, suggestion, signs];
    });
    this.#people.push([account, lastUsed, list]);
    this.items += grants.length;
  }

  /** Somebody's roles are mostly given by one. */
  #placeOfGiver(giver: AccountId): number {
    if (giver !== this.#lastGiver.name) this.#lastGiver = { name: giver, place: this.#placeOf(giver) };
    return this.#lastGiver.place;
  }

  #placeOf(name: string): number {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    this.#places.set(name, this.#names.length);
    return this.#names.push(name) - 1;
  }

  done(first: number, salt: string, room?: RoomId): SnapshotPart {
    return { salt, first, ...(room !== undefined && { room }), names: this.#names, people: this.#people };
  }
}
