/** Console: bots, whose they are, and the tokens by which they act. */
import type { BotAnswer } from "@warbler/protocol";
import { useCallback, useEffect, useState } from "react";
import { failureText } from "../../chat/failure-text.ts";
import { api } from "../../platform/api.ts";
import settings from "../../settings/settings-page.module.css";
import { useMay } from "../../state/permissions.ts";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/problem.tsx";
import { useLang } from "../../words/use-words.ts";
import { MakeBotDialog } from "./bot-dialogs.tsx";
import { BotList } from "./bot-list.tsx";
import { useBotWords } from "./words/use-bot-words.ts";

export function Tokens() {
  const words = useBotWords();
  const lang = useLang();
  const mayManage = useMay("bot.manage");
  const [bots, setBots] = useState<readonly BotAnswer[]>();
  const [error, setError] = useState<unknown>();
  const [isMaking, setMaking] = useState(false);
  const load = useCallback(async () => setBots((await api("bots", undefined)).bots), []);
  useEffect(() => void load().catch(setError), [load]);
  return (
    <>
      <div className={settings.card}>
        <div className={settings.row}>
          <p className={settings.grow}>{words.says}</p>
          {mayManage && (
            <Button kind="primary" onClick={() => setMaking(true)}>
              {words.make}
            </Button>
          )}
        </div>
        {error !== undefined && <Problem text={failureText(error, lang)} />}
        {bots?.length === 0 && <p className={settings.says}>{words.none}</p>}
      </div>
      <BotList bots={bots ?? []} onChanged={load} />
      {isMaking && <MakeBotDialog onClose={() => setMaking(false)} onDone={load} />}
    </>
  );
}
