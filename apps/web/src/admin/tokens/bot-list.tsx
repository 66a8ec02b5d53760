/** Bots as cards, with what can be done about each: a token, handing it over, removing it. */
import type { BotAnswer, MadeToken } from "@warbler/protocol";
import { Bot as BotIcon } from "lucide-react";
import { useState } from "react";
import settings from "../../settings/settings-page.module.css";
import { peopleStore } from "../../state/chat-state.ts";
import { cleanName } from "../../state/people.ts";
import { useMay } from "../../state/permissions.ts";
import { useStore } from "../../state/store.ts";
import { Button } from "../../ui/button.tsx";
import { join } from "../../ui/join.ts";
import { HandOverDialog, RemoveBotDialog } from "./bot-dialogs.tsx";
import { MakeTokenDialog } from "./make-token-dialog.tsx";
import { TokenList } from "./token-list.tsx";
import { TokenSecret } from "./token-secret.tsx";
import css from "./tokens.module.css";
import { useBotWords } from "./words/use-bot-words.ts";

interface Doing {
  readonly what: "token" | "hand-over" | "remove";
  readonly bot: BotAnswer;
}

interface BotListProps {
  readonly bots: readonly BotAnswer[];
  readonly onChanged: () => Promise<void>;
  /** Who answers for them leaves: they get no more tokens, and somebody else. */
  readonly isOwnerLeaving?: boolean;
}

export function BotList({ bots, onChanged, isOwnerLeaving = false }: BotListProps) {
  const mayManage = useMay("bot.manage");
  const [doing, setDoing] = useState<Doing>();
  const [made, setMade] = useState<MadeToken>();
  const close = () => setDoing(undefined);
  return (
    <>
      {bots.map((bot) => (
        <BotCard
          key={bot.account}
          bot={bot}
          mayManage={mayManage}
          isOwnerLeaving={isOwnerLeaving}
          onDo={setDoing}
          onChanged={onChanged}
        />
      ))}
      {doing?.what === "hand-over" && <HandOverDialog bot={doing.bot} onClose={close} onDone={onChanged} />}
      {doing?.what === "remove" && <RemoveBotDialog bot={doing.bot} onClose={close} onDone={onChanged} />}
      {doing?.what === "token" && (
        <MakeTokenDialog
          bot={doing.bot}
          onClose={close}
          onMade={(token) => {
            setMade(token);
            close();
            onChanged().catch(reportError);
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
  readonly isOwnerLeaving: boolean;
  readonly onDo: (doing: Doing) => void;
  readonly onChanged: () => Promise<void>;
}

function BotCard({ bot, mayManage, isOwnerLeaving, onDo, onChanged }: BotCardProps) {
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
            {!bot.stopped && !isOwnerLeaving && (
              <Button small kind="primary" onClick={() => onDo({ what: "token", bot })}>
                {words.newToken}
              </Button>
            )}
            <Button small kind={isOwnerLeaving ? "primary" : "plain"} onClick={() => onDo({ what: "hand-over", bot })}>
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
