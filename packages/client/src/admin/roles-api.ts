/** Roles in the organisation, for those who give them and for those who want to know why they may do something. */
import type {
  AccountId,
  ApiAnswer,
  ApiInput,
  GrantedRole,
  HeldRole,
  PolicyDocument,
  RequestId,
  RoleName,
  RoleRequest,
  Simulation,
  WhyAnswer,
} from "@warbler/protocol";

export interface RolesApi {
  grant(account: AccountId, role: GrantedRole): Promise<void>;
  /** Every session of the person ends, and they may do nothing until it is lifted. */
  suspend(account: AccountId, reason: string): Promise<void>;
  reinstate(account: AccountId): Promise<void>;
  /** One more role, for a time or until it is dropped. */
  hold(held: ApiInput<"holdRole">): Promise<void>;
  drop(account: AccountId, role: RoleName): Promise<void>;
  held(): Promise<readonly HeldRole[]>;
  /** Asks for a role for a time; whoever may give roles grants or refuses it. */
  ask(request: ApiInput<"askRole">): Promise<RoleRequest>;
  ownRequests(): Promise<readonly RoleRequest[]>;
  requests(): Promise<readonly RoleRequest[]>;
  /** Grants or refuses what was asked, as it is shown. */
  answer(asked: RoleRequest, grant: boolean): Promise<void>;
  withdraw(id: RequestId): Promise<void>;
  /** Whether somebody may do something, and what decides it. */
  why(question: ApiInput<"why">): Promise<WhyAnswer>;
  policy(): Promise<ApiAnswer<"policy">>;
  /** Refused with `stale-policy` when somebody else changed it first. */
  changePolicy(change: ApiInput<"changePolicy">): Promise<ApiAnswer<"policy">>;
  simulate(document: PolicyDocument): Promise<Simulation>;
  /** For good: sessions, devices, password and rooms go; what the person wrote stays. */
  remove(account: AccountId, reason: string): Promise<void>;
}
