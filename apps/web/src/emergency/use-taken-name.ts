/** The name of a role that somebody took: one of the organisation's own has it with it, since whoever took it need not see the policy. */
import { type Emergency, isGrantedRole } from "@warbler/protocol";
import { cleanName } from "../state/people.ts";
import { useWords } from "../words/use-words.ts";

export function useTakenName(): (of: Pick<Emergency, "role" | "roleName">) => string {
  const { org } = useWords().roles;
  return ({ role, roleName }) => (isGrantedRole(role) ? org[role] : cleanName(roleName ?? role));
}
