import type { AccountId, RoomId } from "@warbler/protocol";
import type { Step } from "../../kernel/plan.ts";
import { ok } from "../../kernel/result.ts";
import { type HttpRoute, route } from "../../kernel/routes/route.ts";
import type { AccountRules } from "./accounts.ts";

const org = () => ({ kind: "org" }) as const;
const self = (_input: unknown, caller: { readonly account: AccountId }) =>
  ({ kind: "account", account: caller.account }) as const;

export function accountRoutes(
  rules: AccountRules,
  joinRooms: (account: AccountId, rooms: readonly RoomId[], nowMs: number) => Promise<readonly Step[]>,
): readonly HttpRoute[] {
  return [
    route("setUp")
      .openToAnyone("the first person has no account; the one-time link is the permission")
      .handle((grant, { body }) => rules.setUp(grant, body)),
    route("signIn")
      .openToAnyone("signing in comes before being someone")
      .handle((grant, { body }, { address }) => rules.signIn(grant, body, address)),
    route("acceptInvitation")
      .openToAnyone("the invitation's token is the permission")
      .handle((grant, { body }, { address }) => rules.accept(grant, body, address, joinRooms)),
    route("signOut")
      .requires("session.end", self)
      .handle((grant) => rules.endSessions(grant, [grant.caller.session])),
    route("endSession")
      .requires("session.end", self)
      .handle((grant, { params }) => rules.endSessions(grant, [params.session])),
    route("removeDevice")
      .requires("session.end", self)
      .handle((grant, { params }) => rules.removeDevice(grant, params.device)),
    route("devices")
      .requires("session.list", self)
      .handle((grant) => rules.devices(grant)),
    route("me")
      .requires("account.read", self)
      .handle((grant) => rules.me(grant)),
    route("setStatus")
      .requires("account.change", self)
      .handle((grant, { body }) => rules.setStatus(grant, body)),
    route("changePassword")
      .requires("account.change", self)
      .handle((grant, { body }) => rules.changePassword(grant, body)),
    route("people")
      .requires("people.list", org)
      .handle((grant, { body }) => rules.people(grant, body)),
    route("lookUpPeople")
      .requires("person.read", self)
      .handle((grant, { body }) => rules.lookUp(grant, body)),
    route("invite")
      .requires("people.invite", org)
      .handle((grant, { body }) => rules.invite(grant, body)),
    route("invitations")
      .requires("people.invite", org)
      .handle((grant) => rules.invitations(grant)),
    route("withdrawInvitation")
      .requires("people.invite", org)
      .handle((grant, { params }) => rules.withdraw(grant, params.invitation)),
    route("health")
      .openToAnyone("load balancers and people ask before they sign in")
      .handle(async () => {
        const name = await rules.organisationName();
        return ok(name === undefined ? { state: "needs-set-up" as const } : { state: "ready" as const });
      }),
  ];
}
