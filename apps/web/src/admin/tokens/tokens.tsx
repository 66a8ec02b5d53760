/** Console: bots, whose they are, and the tokens by which they act. */
import type { BotAnswer, MadeToken } from "@warbler/protocol";
import { Bot as BotIcon } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { failureText } from "../../chat/failure-text.ts";
import { api } from "../../platform/api.ts";
import settings from "../../settings/settings-page.module.css";
import { peopleStore } from "../../state/chat-state.ts";
import { cleanName } from "../../state/people.ts";
import { useMay } from "../../state/permissions.ts";
import { useStore } from "../../state/store.ts";
import { Button } from "../../ui/button.tsx";
import { join } from "../../ui/join.ts";
import { Problem } from "../../ui/problem.tsx";
import { useLang } from "../../words/use-words.ts";
import { HandOverDialog, MakeBotDialog, RemoveBotDialog } from "./bot-dialogs.tsx";
import { MakeTokenDialog } from "./make-token-dialog.tsx";
import { TokenList } from "./token-list.tsx";
import { TokenSecret } from "./token-secret.tsx";
import css from "./tokens.module.css";
import { useBotWords } from "./words/use-bot-words.ts";

type Doing = { readonly what: "make" } | { readonly what: "token" | "hand-over" | "remove"; readonly bot: BotAnswer };

export function Tokens() {
  const words = useBotWords();
  const lang = useLang();
  const mayManage = useMay("bot.manage");
  const [bots, setBots] = useState<readonly BotAnswer[]>();
  const [error, setError] = useState<unknown>();
  const [doing, setDoing] = useState<Doing>();
  const [made, setMade] = useState<MadeToken>();
  const load = useCallback(async () => setBots((await api("bots", undefined)).bots), []);
  useEffect(() => void load().catch(setError), [load]);
  const close = () => setDoing(undefined);
  return (
    <>
      <div className={settings.card}>
        <div className={settings.row}>
          <p className={settings.grow}>{words.says}</p>
          {mayManage && (
            <Button kind="primary" onClick={() => setDoing({ what: "make" })}>
              {words.make}
            </Button>
          )}
        </div>
        {error !== undefined && <Problem text={failureText(error, lang)} />}
        {bots?.length === 0 && <p className={settings.says}>{words.none}</p>}
      </div>
      {bots?.map((bot) => (
        <BotCard key={bot.account} bot={bot} mayManage={mayManage} onDo={setDoing} onChanged={load} />
      ))}
      {doing?.what === "make" && <MakeBotDialog onClose={close} onDone={load} />}
      {doing?.what === "hand-over" && <HandOverDialog bot={doing.bot} onClose={close} onDone={load} />}
      {doing?.what === "remove" && <RemoveBotDialog bot={doing.bot} onClose={close} onDone={load} />}
      {doing?.what === "token" && (
        <MakeTokenDialog
          bot={doing.bot}
          onClose={close}
          onMade={(token) => {
            setMade(token);
            close();
            load().catch(setError);
          }}
        />
      )}
      {made !== undefined && <TokenSecret made={made} onClose={() => setMade(undefined)} />}
    </>
  );
}

interface BotCardProps {
  readonly bot: BotAnswer;
  readonly mayManage: boolean;
  readonly onDo: (doing: Doing) => void;
  readonly onChanged: () => Promise<void>;
}

function BotCard({ bot, mayManage, onDo, onChanged }: BotCardProps) {
  const words = useBotWords();
  const people = useStore(peopleStore);
  const name = cleanName(bot.name);
  const owner = people.get(bot.owner);
  return (
    <section className={settings.card} aria-label={name}>
      <div className={css.head}>
        <BotIcon size={22} aria-hidden />
        <div className={join(settings.grow, css.who)}>
          <b>
            {name}
            {bot.stopped && <span className={join(settings.tag, settings.wanting)}>{words.stopped}</span>}
          </b>
          <small>
            @{bot.handle} · {words.owner(cleanName(owner?.name ?? bot.owner))}
          </small>
        </div>
        {mayManage && (
          <div className={settings.buttons}>
            {!bot.stopped && (
              <Button small kind="primary" onClick={() => onDo({ what: "token", bot })}>
                {words.newToken}
              </Button>
            )}
            <Button small onClick={() => onDo({ what: "hand-over", bot })}>
              {words.handOver}
            </Button>
            <Button small onClick={() => onDo({ what: "remove", bot })}>
              {words.remove}
            </Button>
          </div>
        )}
      </div>
      {bot.stopped && <p className={settings.says}>{words.stoppedSays}</p>}
      {bot.tokens.length === 0 && !bot.stopped && <p className={settings.says}>{words.noTokens}</p>}
      {bot.tokens.length > 0 && <TokenList label={words.tokens} tokens={bot.tokens} onChanged={onChanged} />}
    </section>
  );
}
