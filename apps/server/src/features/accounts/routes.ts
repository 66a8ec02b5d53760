import type { AccountId } from "@warbler/protocol";
import { ok } from "../../kernel/result.ts";
import { type HttpRoute, route } from "../../kernel/routes/route.ts";
import type { AccountRules } from "./accounts.ts";
import type { JoinRules } from "./join.ts";
import type { ReviewRules } from "./review.ts";
import type { SignInRules } from "./sign-in.ts";
import type { SignOutRules } from "./sign-out.ts";
import type { StepUpRules } from "./step-up.ts";

const org = () => ({ kind: "org" }) as const;
const person = ({ params }: { readonly params: { readonly account: AccountId } }) =>
  ({ kind: "account", account: params.account }) as const;
const self = (_input: unknown, caller: { readonly account: AccountId }) =>
  ({ kind: "account", account: caller.account }) as const;

export interface AccountRouteRules {
  readonly rules: AccountRules;
  readonly join: JoinRules;
  readonly signIn: SignInRules;
  readonly stepUp: StepUpRules;
  readonly review: ReviewRules;
  readonly officers: SignOutRules;
}

export function accountRoutes({
  rules,
  join,
  signIn,
  stepUp,
  review,
  officers,
}: AccountRouteRules): readonly HttpRoute[] {
  return [
    route("setUp")
      .openToAnyone("the first person has no account; the one-time link is the permission")
      .handle((grant, { body }, origin) => rules.setUp(grant, body, origin)),
    route("signIn")
      .openToAnyone("signing in comes before being someone")
      .handle((grant, { body }, origin) => signIn.signIn(grant, body, origin)),
    route("proveSignIn")
      .openToAnyone("the ticket is of somebody whose password was right")
      .handle((grant, { body }, origin) => signIn.prove(grant, body, origin)),
    route("askDevice")
      .openToAnyone("a challenge says nothing; signing in comes before being someone")
      .handle((grant, _input, origin) => signIn.askDevice(grant, origin)),
    route("askPasskey")
      .openToAnyone("a challenge says nothing; signing in comes before being someone")
      .handle((grant, _input, origin) => signIn.askPasskey(grant, origin)),
    route("signInByPasskey")
      .openToAnyone("the passkey is the proof of who it is")
      .handle((grant, { body }, origin) => signIn.signInByPasskey(grant, body, origin)),
    route("askProof")
      .requires("proof.give", self)
      .handle((grant) => stepUp.ask(grant)),
    route("prove")
      .requires("proof.give", self)
      .handle((grant, { body }) => stepUp.prove(grant, body)),
    route("acceptInvitation")
      .openToAnyone("the invitation's token is the permission")
      .handle((grant, { body }, origin) => join.accept(grant, body, origin)),
    route("signOut")
      .requires("session.end", self)
      .handle((grant) => rules.endSessions(grant, [grant.caller.session])),
    route("endOtherSessions")
      .requires("session.end", self)
      .handle((grant) => rules.endOtherSessions(grant)),
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
      .requires("password.change", self)
      .handle((grant, { body }) => stepUp.changePassword(grant, body)),
    route("people")
      .requires("people.list", org)
      .handle((grant, { body }) => rules.people(grant, body)),
    route("lookUpPeople")
      .requires("person.read", self)
      .handle((grant, { body }) => rules.lookUp(grant, body)),
    route("reviewPeople")
      .requires("people.review", org)
      .handle((grant, { body }) => review.people(grant, body)),
    route("reviewPerson")
      .requires("person.review", person)
      .handle((grant) => review.person(grant)),
    route("signPersonOut")
      .requires("person.sign-out", person)
      .handle((grant, { body }) => officers.signPersonOut(grant, body)),
    route("takeDeviceAway")
      .requires("person.sign-out", person)
      .handle((grant, { params, body }) => officers.takeDeviceAway(grant, params.device, body)),
    route("invite")
      .requires("people.invite", org)
      .handle((grant, { body }) => rules.invite(grant, body)),
    route("invitations")
      .requires("invitations.list", org)
      .handle((grant) => rules.invitations(grant)),
    route("ownInvitations")
      .requires("invitations.own", self)
      .handle((grant) => rules.ownInvitations(grant)),
    route("withdrawOwnInvitation")
      .requires("invitations.own", self)
      .handle((grant, { params }) => rules.withdrawOwn(grant, params.invitation)),
    route("withdrawInvitation")
      .requires("invitations.withdraw", org)
      .handle((grant, { params }) => rules.withdraw(grant, params.invitation)),
    route("health")
      .openToAnyone("load balancers and people ask before they sign in")
      .handle(async () => {
        const name = await rules.organisationName();
        return ok(name === undefined ? { state: "needs-set-up" as const } : { state: "ready" as const });
      }),
  ];
}
