/** Console: why somebody may do something, who has a role, and what each role may do. */
import type { Me } from "../../engine/engine-api.ts";
import { Why } from "../../security/why.tsx";
import { PeopleWithRoles } from "./people-with-roles.tsx";
import { RoleSummary } from "./role-summary.tsx";

export function Roles({ me }: { readonly me: Me }) {
  return (
    <>
      <Why me={me} ofOthers />
      <PeopleWithRoles me={me} />
      <RoleSummary />
    </>
  );
}
