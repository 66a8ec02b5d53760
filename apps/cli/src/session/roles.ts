/** Finds roles by the names that people write, and names those of the organisation's own. */

import { type CustomRole, isGrantedRole, isId, type RoleId, type RoleName } from "@warbler/protocol";
import { type Warbler, WarblerError } from "@warbler/sdk";
import { rolesOf } from "@warbler/sdk/admin";
import { CliFailure } from "../cli-failure.ts";
import { onOneLine } from "../output/sanitise.ts";
import type { Words } from "../words/index.ts";

/** The organisation's own roles; undefined for who may not see them. */
export async function customRolesOf(me: Warbler): Promise<readonly CustomRole[] | undefined> {
  try {
    return (await rolesOf(me).policy()).document.roles;
  } catch (error) {
    if (error instanceof WarblerError && error.code === "forbidden") return undefined;
    throw error;
  }
}

export interface RoleNames {
  readonly mayRead: boolean;
  of(role: RoleName): string;
}

export async function roleNamesOf(me: Warbler, words: Words): Promise<RoleNames> {
  const custom = await customRolesOf(me);
  return {
    mayRead: custom !== undefined,
    of: (role) =>
      isGrantedRole(role) ? words.roles[role] : onOneLine(custom?.find(({ id }) => id === role)?.name ?? role),
  };
}

/** A built-in role by its word, or one of the organisation's own by name or id. */
export async function findRole(me: Warbler, text: string, words: Words): Promise<RoleName> {
  if (isGrantedRole(text)) return text;
  const custom = (await customRolesOf(me)) ?? [];
  const found = custom.find(({ id, name }) => id === text || name === text);
  if (found !== undefined) return found.id;
  if (isId<RoleId>(text)) return text;
  throw new CliFailure("not-found", { code: "not-found", message: words.commands.role.noRole(text) });
}
