/** Puts people into rooms and takes them out, for whoever decides that in a room's stead: a group of a directory that maps to it. */
import { type AccountId, LIMITS, type RoomId } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { aboutEach, insert, type Plan, plan, remove, requireRows } from "../../kernel/plan.ts";
import { roleAssignments } from "../../kernel/records.ts";
import { ok, type Result, refuse } from "../../kernel/result.ts";
import * as told from "./facts.ts";
import { eventStep, readUpTo } from "./room-steps.ts";
import { conversationStore } from "./store.ts";

export function placingPlans({ policy, reader, clock }: Pick<Kernel, "policy" | "reader" | "clock">) {
  const store = conversationStore(reader);
  return {
    /** Undefined for who is in it already. In end-to-end rooms only members' commits let somebody in. */
    async puttingIn(room: RoomId, account: AccountId, by: AccountId): Promise<Result<Plan | undefined>> {
      if ((await store.room(room))?.level !== "sealed") return refuse("wrong-level");
      const present = await policy.rosterOf(room);
      if (present.has(account)) return ok(undefined);
      const nowMs = clock.nowMs();
      return ok(
        plan(
          told.memberAdded,
          aboutEach(account, [by], { room, by, added: 1 }),
          [
            requireRows(roleAssignments, { scope: room }, "too-many", 0, LIMITS.roomMembers - 1),
            requireRows(roleAssignments, { account }, "too-many", 0, LIMITS.roomsPerAccount),
            insert(
              roleAssignments,
              { scope: room, account, role: "member", since_ms: nowMs, given_by: by },
              "id-reused",
            ),
            readUpTo({ room, account, seq: await store.lastSeq(room), atMs: nowMs }),
            eventStep(room, { account: by }, { what: "joined", account }, nowMs),
          ],
          { room, accounts: [...present.keys(), account] },
        ),
      );
    },

    /** Undefined for who is not in it, or has become an owner: that is the room's own to take back. */
    async takingOut(room: RoomId, account: AccountId, by: AccountId): Promise<Result<Plan | undefined>> {
      const present = await policy.rosterOf(room);
      const role = present.get(account)?.role;
      if (role === undefined || role === "owner" || (await store.room(room))?.level !== "sealed") return ok(undefined);
      return ok(
        plan(
          told.memberRemoved,
          aboutEach(account, [by], { room, account, by }),
          [
            remove(roleAssignments, { scope: room, account, role }, "permission-changed"),
            eventStep(room, { account: by }, { what: "removed", account }, clock.nowMs()),
          ],
          { room, accounts: [...present.keys()] },
        ),
      );
    },
  };
}
export type PlacingPlans = ReturnType<typeof placingPlans>;
