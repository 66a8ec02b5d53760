/** Bots of somebody who leaves, to be handed over before they stop, and tokens that they made, and so have seen, for others. */
import type { AccountId, BotAnswer, TokenAnswer } from "@warbler/protocol";
import { useCallback, useEffect, useState } from "react";
import { failureText } from "../../chat/failure-text.ts";
import { api } from "../../platform/api.ts";
import settings from "../../settings/settings-page.module.css";
import { useMay } from "../../state/permissions.ts";
import { Problem } from "../../ui/problem.tsx";
import { useLang } from "../../words/use-words.ts";
import { BotList } from "../tokens/bot-list.tsx";
import { TokenList } from "../tokens/token-list.tsx";
import css from "./people.module.css";
import { usePeopleWords } from "./words/use-people-words.ts";

interface LeaverBotsProps {
  readonly account: AccountId;
  readonly onChanged: () => Promise<void>;
}

export function LeaverBots({ account, onChanged }: LeaverBotsProps) {
  const words = usePeopleWords().leaverBots;
  const lang = useLang();
  const { bots, tokens, error, load } = useBotsAndTokens(account);
  const changed = async () => {
    await load();
    await onChanged();
  };
  return (
    <>
      <Problem text={error === undefined ? undefined : failureText(error, lang)} />
      {bots.length > 0 && (
        <section aria-labelledby="leaver-bots" className={css.part}>
          <h3 id="leaver-bots" className={settings.heading}>
            {words.bots}
          </h3>
          <p className={settings.intro}>{words.botsSay}</p>
          <BotList bots={bots} onChanged={changed} isOwnerLeaving />
        </section>
      )}
      {tokens.length > 0 && (
        <section aria-labelledby="leaver-tokens" className={css.part}>
          <h3 id="leaver-tokens" className={settings.heading}>
            {words.tokens}
          </h3>
          <div className={settings.card}>
            <p className={settings.says}>{words.tokensSay}</p>
            <TokenList label={words.tokens} tokens={tokens} onChanged={changed} />
          </div>
        </section>
      )}
    </>
  );
}

interface BotsAndTokens {
  readonly bots: readonly BotAnswer[];
  /** For bots of others and for the directory: these go on without who made them. */
  readonly tokens: readonly TokenAnswer[];
}
const NONE: BotsAndTokens = { bots: [], tokens: [] };

function useBotsAndTokens(account: AccountId) {
  const [mayListBots, mayReadDirectory] = [useMay("bot.list"), useMay("directory.read")];
  const [found, setFound] = useState(NONE);
  const [error, setError] = useState<unknown>();
  const load = useCallback(async () => {
    try {
      const all = mayListBots ? (await api("bots", undefined)).bots : [];
      const others = all.filter(({ owner }) => owner !== account).flatMap(({ tokens }) => tokens);
      const directory = mayReadDirectory ? (await api("directory", undefined)).tokens : [];
      setFound({
        bots: all.filter(({ owner }) => owner === account),
        tokens: [...others, ...directory].filter(({ madeBy }) => madeBy === account),
      });
    } catch (failure) {
      setError(failure);
    }
  }, [account, mayListBots, mayReadDirectory]);
  useEffect(() => void load(), [load]);
  return { ...found, error, load };
}
