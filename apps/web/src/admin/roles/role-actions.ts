/** What a role lets one do, by the same table that the server decides by; under three officers a duty is its officer's alone. */
import {
  type Action,
  DUTY_ROLES,
  isGrantedRole,
  ORG_ACTIONS,
  type PolicyDocument,
  type RoleName,
  ruleOf,
} from "@warbler/protocol";

export function actionsOfRole(role: RoleName, policy: PolicyDocument | undefined): readonly Action[] {
  if (!isGrantedRole(role)) return policy?.roles.find(({ id }) => id === role)?.actions ?? [];
  return ORG_ACTIONS.filter((action) => {
    const { org, duty } = ruleOf(action);
    if (policy?.profile === "three-officers" && duty !== undefined) return DUTY_ROLES[duty] === role;
    return org?.includes(role) === true;
  });
}
