/**
 * The delivery service of end-to-end rooms (RFC 9750 §5): orders commits by epoch, keeps what members and newcomers need of
 * their groups, and lets rooms' rosters follow. It holds no key that opens a message.
 */
import { beginning } from "./begin.ts";
import { committing } from "./commit.ts";
import { type GroupsDeps, groupContext } from "./context.ts";
import { epochGate } from "./epoch-gate.ts";
import { addingHistory } from "./history.ts";
import { leaving } from "./leave.ts";
import { type LeaverDeps, takingOutLeavers } from "./leavers.ts";
import { revoking } from "./revoke.ts";
import { endToEndSending } from "./send.ts";
import { givingAway } from "./welcomes.ts";

export function groupRules(deps: GroupsDeps & LeaverDeps) {
  const context = groupContext(deps);
  const { begin, reset } = beginning(context);
  const gate = epochGate(context);
  return {
    proposalKey: deps.proposalKey.publicKey,
    reset,
    ...committing(context, begin),
    ...leaving(context),
    ...givingAway(context),
    ...takingOutLeavers(context, deps),
    removalsOf: revoking(context),
    ...addingHistory(context, gate),
    sender: endToEndSending(context, gate),
    /** What is known of these rooms is over: proposals were added to them. */
    forget: context.views.forgetView,
  };
}
export type GroupRules = ReturnType<typeof groupRules>;
