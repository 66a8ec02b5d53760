/** Names of the organisation's own roles, asked for once somebody is shown one. */
import type { RoleName } from "@warbler/protocol";
import { isGrantedRole } from "@warbler/protocol";
import { useEffect } from "react";
import { api } from "../platform/api.ts";
import { createStore, useStore } from "../state/store.ts";

const names = createStore<ReadonlyMap<RoleName, string> | undefined>(undefined);

/** Undefined for a built-in role, and for one that is gone. */
export function useOwnRoleName(role: RoleName | undefined): string | undefined {
  const known = useStore(names);
  const isOwn = role !== undefined && !isGrantedRole(role);
  useEffect(() => {
    if (!isOwn || names.get() !== undefined) return;
    names.set(new Map());
    api("policy", undefined).then(
      ({ document }) => names.set(new Map(document.roles.map(({ id, name }) => [id, name]))),
      // Who may not read the policy is shown the role's id.
      () => undefined,
    );
  }, [isOwn]);
  return isOwn ? known?.get(role) : undefined;
}
