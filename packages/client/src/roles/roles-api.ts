/** Roles in the organisation, for those who give them and for those who want to know why they may do something. */
import type { AccountId, GrantedRole } from "@warbler/protocol";

export interface RolesApi {
  grant(account: AccountId, role: GrantedRole): Promise<void>;
  /** Every session of the person ends, and they may do nothing until it is lifted. */
  suspend(account: AccountId, reason: string): Promise<void>;
  reinstate(account: AccountId): Promise<void>;
  /** For good: sessions, devices, password and rooms go; what the person wrote stays. */
  remove(account: AccountId, reason: string): Promise<void>;
}
