import { type AccountId, base64urlFromBytes, LIMITS, type RoomId } from "@warbler/protocol";
import type { Feature } from "../../kernel/feature.ts";
import { ok, type Result } from "../../kernel/result.ts";
import { type RawAnswer, route } from "../../kernel/routes/route.ts";
import type { GroupRules } from "./groups.ts";
import { groupTables } from "./tables.ts";

export { groupTables } from "./tables.ts";

const roomOf = ({ params }: { readonly params: { readonly room: RoomId } }) =>
  ({ kind: "room", room: params.room }) as const;
const raw = (bytes: Result<Uint8Array>): Result<RawAnswer> =>
  bytes.ok ? ok({ raw: bytes.value, contentType: "application/octet-stream" }) : bytes;

export const groupsFeature = (rules: GroupRules): Feature => ({
  name: "groups",
  tables: groupTables,
  routes: [
    route("leaver")
      .requires("group.read", roomOf)
      .handle((grant, { params }) => rules.standingOf(grant, params.account)),
    route("proposalKey")
      .requires("identity.read", () => ({ kind: "org" }))
      .handle(async () => ok({ verifyingKey: base64urlFromBytes(rules.proposalKey) })),
    route("commitToGroup", { maxBodyBytes: LIMITS.commitBundleBytes })
      .requires("group.commit", roomOf)
      .handle((grant, { bytes }) => rules.commit(grant, bytes)),
    route("resetGroup", { maxBodyBytes: LIMITS.commitBundleBytes })
      .requires("group.reset", roomOf)
      .handle((grant, { bytes }) => rules.reset(grant, bytes)),
    route("leaveGroup", { maxBodyBytes: LIMITS.jsonBodyBytes })
      .requires("group.leave", roomOf)
      .handle((grant, { bytes }) => rules.leave(grant, bytes)),
    route("importHistory", { maxBodyBytes: LIMITS.importBodyBytes })
      .requires("history.import", roomOf)
      .handle((grant, { bytes }) => rules.addHistory(grant, bytes)),
    route("group")
      .requires("group.read", roomOf)
      .handle(async (grant) => raw(await rules.group(grant))),
    route("reportEpoch")
      .requires("group.report", roomOf)
      .handle((grant, { body }) => rules.report(grant, body)),
    route("welcomes")
      .requires("room.list", (_input, caller: { readonly account: AccountId }) => ({
        kind: "account",
        account: caller.account,
      }))
      .handle((grant) => rules.welcomes(grant)),
    route("welcome")
      .requires("group.read", roomOf)
      .handle(async (grant) => raw(await rules.welcome(grant))),
    route("endWelcome")
      .requires("group.read", roomOf)
      .handle((grant, { params }) => rules.endWelcome(grant, params.seq)),
  ],
});
