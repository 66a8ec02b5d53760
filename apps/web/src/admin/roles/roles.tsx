/** Console: why somebody may do something, what each role may do, who has one, and the organisation's own rules. */
import { failureText } from "../../chat/failure-text.ts";
import type { Me } from "../../engine/engine-api.ts";
import { Why } from "../../security/why.tsx";
import { Problem } from "../../ui/problem.tsx";
import { useLang } from "../../words/use-words.ts";
import { OwnRoleEditor } from "./own-role-editor.tsx";
import { PeopleWithRoles } from "./people-with-roles.tsx";
import { PolicyTests } from "./policy-tests.tsx";
import { Profile } from "./profile.tsx";
import { RoleGrid } from "./role-grid.tsx";
import { RoleRequests } from "./role-requests.tsx";
import { RoleSummary } from "./role-summary.tsx";
import { usePolicy } from "./use-policy.ts";

export function Roles({ me }: { readonly me: Me }) {
  const lang = useLang();
  const policy = usePolicy();
  return (
    <>
      <Problem text={policy.error === undefined ? undefined : failureText(policy.error, lang)} />
      <RoleRequests me={me} />
      <Why me={me} ofOthers />
      {policy.now !== undefined && (
        <>
          <RoleSummary document={policy.now.document} />
          <RoleGrid document={policy.now.document} />
          <OwnRoleEditor policy={policy} document={policy.now.document} />
          <Profile policy={policy} document={policy.now.document} />
          <PolicyTests policy={policy} document={policy.now.document} />
        </>
      )}
      <PeopleWithRoles />
    </>
  );
}
