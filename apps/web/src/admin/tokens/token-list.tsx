/** Tokens that count: what each may be used for, until when, when it was last used, and its end by hand. */
import { LIMITS, SCOPE_WORDS, type TokenAnswer } from "@warbler/protocol";
import { useState } from "react";
import { useAction } from "../../dialogs/use-action.ts";
import { api } from "../../platform/api.ts";
import { nowMs } from "../../platform/clock.ts";
import settings from "../../settings/settings-page.module.css";
import { cleanName } from "../../state/people.ts";
import { useMay } from "../../state/permissions.ts";
import { Button } from "../../ui/button.tsx";
import items from "../../ui/item-list.module.css";
import { join } from "../../ui/join.ts";
import { dateTime } from "../../ui/times.ts";
import { useLang } from "../../words/use-words.ts";
import { tagOf } from "../../words/words.ts";
import { GuardedProblem } from "../guarded-problem.tsx";
import { useBotWords } from "./words/use-bot-words.ts";

interface TokenListProps {
  readonly label: string;
  readonly tokens: readonly TokenAnswer[];
  readonly onChanged: () => Promise<void>;
}

export function TokenList({ label, tokens, onChanged }: TokenListProps) {
  return (
    <ul className={items.items} aria-label={label}>
      {tokens.map((token) => (
        <Token key={token.id} token={token} onChanged={onChanged} />
      ))}
    </ul>
  );
}

function Token({ token, onChanged }: { readonly token: TokenAnswer; readonly onChanged: () => Promise<void> }) {
  const words = useBotWords();
  const lang = useLang();
  const mayRevoke = useMay("token.revoke");
  const [isSure, setSure] = useState(false);
  const action = useAction();
  const { id, name, scopes, rooms, expiresAtMs, lastUsedAtMs } = token;
  const can = new Intl.ListFormat(tagOf(lang)).format(scopes.map((scope) => SCOPE_WORDS[scope][lang]));
  const facts = [
    ...(scopes.includes("directory") ? [] : [rooms === undefined ? words.allRooms : words.rooms(rooms.length)]),
    words.until(dateTime(expiresAtMs, lang)),
    lastUsedAtMs === undefined ? words.unused : words.used(dateTime(lastUsedAtMs, lang)),
  ];
  const revoke = () =>
    action.run(async () => {
      await api("revokeToken", undefined, { token: id });
      await onChanged();
    });
  return (
    <li>
      <div className={settings.grow}>
        <b>
          {cleanName(name)}
          {expiresAtMs - nowMs() < LIMITS.tokenEndsSoonMs && (
            <span className={join(settings.tag, settings.wanting)}>{words.endsSoon}</span>
          )}
        </b>
        <small>{words.can(can)}</small>
        <small>{facts.join(" · ")}</small>
      </div>
      {mayRevoke && (
        <Button
          small
          kind={isSure ? "danger" : "plain"}
          busy={action.isBusy}
          onClick={() => (isSure ? revoke() : setSure(true))}
          onBlur={() => setSure(false)}
        >
          {isSure ? words.revokeSure : words.revoke}
        </Button>
      )}
      <GuardedProblem action={action} />
    </li>
  );
}
