/** Who had which role in a room when: from the room's events where they are known, from the roster otherwise. */
import type { AccountId, RoomRole } from "@warbler/protocol";
import type { SaidEvent } from "./record-content.ts";

export class RoleHistory {
  readonly #changes = new Map<AccountId, { readonly seq: number; readonly role: RoomRole }[]>();
  #roster: ReadonlyMap<AccountId, RoomRole> = new Map();

  noteRoster(roster: ReadonlyMap<AccountId, RoomRole>): void {
    this.#roster = roster;
  }

  noteEvent(seq: number, author: AccountId, event: SaidEvent): void {
    if (event.what === "created") this.#note(author, { seq, role: "owner" });
    if (event.what === "role" && event.account !== undefined && event.role !== undefined)
      this.#note(event.account, { seq, role: event.role });
  }

  /** Whether a role is known for that time at all. */
  isKnown(account: AccountId, seq: number): boolean {
    return this.#roleAt(account, seq) !== undefined;
  }

  isPlainMember(account: AccountId, seq: number): boolean {
    return this.#roleAt(account, seq) === "member";
  }

  #roleAt(account: AccountId, seq: number): RoomRole | undefined {
    const changes = this.#changes.get(account);
    // Without any change the role of today is the role of then; with later ones only, it is not known.
    if (changes === undefined) return this.#roster.get(account);
    return changes
      .filter((change) => change.seq <= seq)
      .reduce<{ seq: number; role: RoomRole } | undefined>(
        (latest, change) => (latest === undefined || change.seq > latest.seq ? change : latest),
        undefined,
      )?.role;
  }

  #note(account: AccountId, change: { readonly seq: number; readonly role: RoomRole }): void {
    const others = (this.#changes.get(account) ?? []).filter(({ seq }) => seq !== change.seq);
    this.#changes.set(account, [...others, change]);
  }
}
