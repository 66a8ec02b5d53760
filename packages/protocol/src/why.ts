/** Why somebody may or may not do something: what the policy decided by. `whyWords` says the same in words. */
import * as z from "zod/mini";
import { DUTIES } from "./actions.ts";
import { ORG_ROLES, ROOM_ROLES, STANDING_ROLES } from "./choices.ts";
import { timeMs } from "./features/fields.ts";
import { roleName } from "./policy.ts";

const duty = z.enum(DUTIES);
const granted = <const By extends string>(by: By) => ({ may: z.literal(true), by: z.literal(by) });
const refused = <const By extends string>(by: By) => ({ may: z.literal(false), by: z.literal(by) });

/** What decided: the same value that a grant is made from, or a refusal. */
export const why = z.union([
  z.object(granted("self")),
  z.object({ ...granted("organisation-role"), role: z.enum(STANDING_ROLES) }),
  /** A role held beside the first one, until a time if it ends. `name` is that of a role of the organisation's own. */
  z.object({
    ...granted("held-role"),
    role: roleName,
    name: z.optional(z.string()),
    untilMs: z.optional(timeMs),
    /** The person took it by themselves. */
    emergency: z.optional(z.literal(true)),
  }),
  z.object({ ...granted("room-role"), role: z.enum(ROOM_ROLES) }),
  z.object(granted("shared-room")),
  /** Is nobody in the organisation, has left it, or is suspended. */
  z.object({ ...refused("standing"), role: z.optional(z.enum(ORG_ROLES)), suspended: z.boolean() }),
  z.object(refused("not-in-room")),
  z.object(refused("guest")),
  /** The policy does not name them for emergencies. */
  z.object(refused("not-named")),
  /** Has two of the three officers' duties at once, so none of them counts. */
  z.object({ ...refused("mixed-duties"), duties: z.array(duty) }),
  /** `needed`: roles of which one would do; none where only the person themselves may. */
  z.object({
    ...refused("no-role"),
    role: z.enum(STANDING_ROLES),
    needed: z.array(z.enum(STANDING_ROLES)),
    /** A role that would have done ended then. */
    endedAtMs: z.optional(timeMs),
  }),
  z.object({ ...refused("no-room-role"), role: z.enum(ROOM_ROLES), needed: z.array(z.enum(ROOM_ROLES)) }),
]);
export type Why = z.infer<typeof why>;
