import type { AccountId, RoomId } from "@warbler/protocol";
import type { Feature } from "../../kernel/feature.ts";
import { ok } from "../../kernel/result.ts";
import { route } from "../../kernel/routes/route.ts";
import type { AuditRules } from "./audit.ts";

const self = (_input: unknown, caller: { readonly account: AccountId }) =>
  ({ kind: "account", account: caller.account }) as const;

export const auditFeature = (rules: AuditRules): Feature => ({
  name: "audit",
  tables: [],
  routes: [
    route("proof")
      .requires("message.prove", ({ params }: { readonly params: { readonly room: RoomId } }) => ({
        kind: "room",
        room: params.room,
      }))
      .handle((grant, { params }) => rules.prove(grant, params.seq)),
    route("queryAudit")
      .requires("audit.query", () => ({ kind: "org" }))
      .handle((grant, { body }) => rules.query(grant, body)),
    route("ownFacts")
      .requires("audit.own", self)
      .handle((grant, { body }) => rules.own(grant, body)),
    route("logKey")
      .openToAnyone("whoever verifies the log needs its key; it names no person")
      .handle(async () => ok({ origin: rules.signer.origin, verifierKey: rules.signer.verifierKey })),
    route("checkpoint")
      .openToAnyone("the log is public: leaves hold kinds, times and salted commitments")
      .handle(async () =>
        ok({ raw: (await rules.signer.checkpoint()).note, contentType: "text/plain; charset=utf-8" }),
      ),
  ],
});
