/** Roles by the names that people know: the built-in ones, and the organisation's own where one may see them. */
import { type CustomRole, GRANTED_ROLES, ORG_ROLES, type OrgRole, type RoleName } from "@warbler/protocol";
import { useEffect, useMemo, useState } from "react";
import { api } from "../../platform/api.ts";
import { cleanName } from "../../state/people.ts";
import { useMay } from "../../state/permissions.ts";
import { useWords } from "../../words/use-words.ts";

export interface RoleNames {
  /** Those that can be given. */
  readonly all: readonly RoleName[];
  readonly of: (role: RoleName | OrgRole) => string;
}

export function useRoleNames(): RoleNames {
  const { org } = useWords().roles;
  const mayRead = useMay("policy.read");
  const [own, setOwn] = useState<readonly CustomRole[]>([]);
  useEffect(() => {
    if (mayRead)
      api("policy", undefined).then(
        ({ document }) => setOwn(document.roles),
        () => undefined,
      );
  }, [mayRead]);
  return useMemo(() => {
    const of = (role: RoleName | OrgRole) => {
      const builtIn = ORG_ROLES.find((one) => one === role);
      return builtIn === undefined ? cleanName(own.find(({ id }) => id === role)?.name ?? role) : org[builtIn];
    };
    return { all: [...GRANTED_ROLES, ...own.map(({ id }) => id)], of };
  }, [org, own]);
}
