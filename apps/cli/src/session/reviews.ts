/** What commands about access reviews share: ids, and the names of people. */
import { type AccountId, type AnyId, isId } from "@warbler/protocol";
import type { Warbler } from "@warbler/sdk";
import { botsOf } from "@warbler/sdk/admin";
import type { CliDeps } from "../cli-deps.ts";
import { CliFailure } from "../cli-failure.ts";
import type { Words } from "../words/index.ts";
import { everyone } from "./find.ts";

export type ReviewDeps = Pick<CliDeps, "words" | "output" | "session" | "terminal" | "language">;

export function reviewId<T extends AnyId>(text: string, words: Words): T {
  if (isId<T>(text)) return text;
  throw new CliFailure("not-found", { code: "not-found", message: words.errors.noId(text) });
}

/** Bot, name and scopes of each token that counts. */
export async function tokenNamesOf(me: Warbler): Promise<ReadonlyMap<string, string>> {
  const all = await botsOf(me).list();
  return new Map(
    all.flatMap(({ handle, tokens }) =>
      tokens.map(({ id, name, scopes }) => [id, `@${handle} “${name}” (${scopes.join(" ")})`] as const),
    ),
  );
}

export async function handlesOf(me: Warbler): Promise<ReadonlyMap<AccountId, string>> {
  const handles = new Map<AccountId, string>();
  for await (const { id, handle } of everyone(me)) handles.set(id, handle);
  return handles;
}
