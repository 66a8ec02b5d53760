/** What API tokens are called, asked for once somebody is shown one. */
import type { TokenId } from "@warbler/protocol";
import { useEffect } from "react";
import { api } from "../platform/api.ts";
import { cleanName } from "../state/people.ts";
import { createStore, useStore } from "../state/store.ts";

const names = createStore<ReadonlyMap<TokenId, string> | undefined>(undefined);

/** Its bot, name and scopes; undefined for one of a directory, and for whoever may not see bots. */
export function useTokenName(token: TokenId | undefined): string | undefined {
  const known = useStore(names);
  useEffect(() => {
    if (token === undefined || names.get() !== undefined) return;
    names.set(new Map());
    api("bots", undefined).then(
      ({ bots }) =>
        names.set(
          new Map(
            bots.flatMap((bot) =>
              bot.tokens.map(({ id, name, scopes }) => [
                id,
                `${cleanName(bot.name)}: ${cleanName(name)} (${scopes.join(", ")})`,
              ]),
            ),
          ),
        ),
      // Who may not see bots is shown the token's id.
      () => undefined,
    );
  }, [token]);
  return token === undefined ? undefined : known?.get(token);
}
