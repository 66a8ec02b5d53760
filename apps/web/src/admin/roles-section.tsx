/** Settings: what roles may do and why, who has one, and what waits for approval. */
import { isOfficerRole } from "@warbler/protocol";
import type { Me } from "../engine/engine-api.ts";
import { Approvals } from "./approvals.tsx";
import { PeopleWithRoles } from "./people-with-roles.tsx";
import { RoleSummary } from "./role-summary.tsx";
import { Why } from "./why.tsx";

export function RolesSection({ me }: { readonly me: Me }) {
  const isOfficer = isOfficerRole(me.role);
  return (
    <>
      <Why me={me} />
      {isOfficer && <Approvals me={me} />}
      {isOfficer && <PeopleWithRoles me={me} />}
      {isOfficer && <RoleSummary />}
    </>
  );
}
