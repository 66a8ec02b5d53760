/** Tells a person, whatever command they run, that they have a role by an emergency as long as that lasts. */
import { type Emergency, isGrantedRole } from "@warbler/protocol";
import { type Warbler, WarblerError } from "@warbler/sdk";
import { onOneLine } from "../output/sanitise.ts";
import { localMinute } from "../output/time-text.ts";
import type { Words } from "../words/index.ts";

/** Never fails: what the command is for comes first. */
export async function emergencyNotices(me: Pick<Warbler, "api" | "account">, words: Words): Promise<readonly string[]> {
  try {
    const { active } = await me.api("emergenciesNow", undefined);
    return active
      .filter(({ account }) => account === me.account)
      .map((one) => words.commands.breakGlass.notice(takenName(one, words), localMinute(one.untilMs)));
  } catch (error) {
    if (error instanceof WarblerError) return [];
    throw error;
  }
}

/** A role of the organisation's own has its name with it, since whoever took it need not see the policy. */
export const takenName = ({ role, roleName }: Pick<Emergency, "role" | "roleName">, words: Words): string =>
  isGrantedRole(role) ? words.roles[role] : onOneLine(roleName ?? role);
