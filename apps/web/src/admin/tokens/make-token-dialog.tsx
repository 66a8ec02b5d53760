/** Makes a token for a bot: what it may be used for, where, and how long. */
import { BOT_SCOPES, type BotAnswer, type MadeToken, type RoomId, SCOPE_WORDS } from "@warbler/protocol";
import { useMemo, useState } from "react";
import { useAction } from "../../dialogs/use-action.ts";
import { api } from "../../platform/api.ts";
import { roomsStore } from "../../state/chat-state.ts";
import { cleanName, roomNameNow } from "../../state/people.ts";
import { useStore } from "../../state/store.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Boxes, Choices, TextField } from "../../ui/field.tsx";
import { useLang, useWords } from "../../words/use-words.ts";
import { GuardedProblem } from "../guarded-problem.tsx";
import { useBotWords } from "./words/use-bot-words.ts";

const DAY_MS = 86_400_000;
const DAYS = ["7", "30", "90", "365"] as const;
type BotScope = (typeof BOT_SCOPES)[number];
const USUAL: readonly BotScope[] = ["rooms:read", "messages:read", "messages:write", "people:read"];

interface MakeTokenDialogProps {
  readonly bot: BotAnswer;
  readonly onClose: () => void;
  readonly onMade: (made: MadeToken) => void;
}

export function MakeTokenDialog({ bot, onClose, onMade }: MakeTokenDialogProps) {
  const words = useBotWords();
  const all = useWords();
  const lang = useLang();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState(USUAL);
  const [days, setDays] = useState<(typeof DAYS)[number]>("90");
  const [where, setWhere] = useState<"everywhere" | "chosen">("everywhere");
  const [rooms, setRooms] = useState<readonly RoomId[]>([]);
  const known = useStore(roomsStore);
  // A bot is in sealed rooms alone.
  const offered = useMemo(
    () => [...known.values()].filter(({ level, successor }) => level === "sealed" && successor === undefined),
    [known],
  );
  const action = useAction();
  const isReady = name.trim() !== "" && scopes.length > 0 && (where === "everywhere" || rooms.length > 0);
  const make = () =>
    action.run(async () => {
      const limits = { name: name.trim(), scopes: [...scopes], forMs: Number(days) * DAY_MS };
      const only = where === "everywhere" ? {} : { rooms: [...rooms] };
      onMade(await api("makeToken", { ...limits, ...only }, { account: bot.account }));
    });
  return (
    <Dialog
      title={words.tokenTitle(cleanName(bot.name))}
      says={words.tokenSays}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{all.common.cancel}</Button>
          <Button kind="primary" busy={action.isBusy} disabled={!isReady} onClick={make}>
            {words.makeToken}
          </Button>
        </>
      }
    >
      <TextField label={words.tokenName} value={name} maxLength={60} onText={setName} />
      <Boxes
        label={words.scopes}
        options={BOT_SCOPES.map((value) => ({ value, label: SCOPE_WORDS[value][lang] }))}
        chosen={scopes}
        onChange={setScopes}
      />
      <Choices
        label={words.days}
        value={days}
        options={DAYS.map((value) => ({ value, label: words.dayChoices[value] }))}
        onChoose={setDays}
      />
      {offered.length > 0 && (
        <Choices
          label={words.where}
          value={where}
          options={[
            { value: "everywhere", label: words.everywhere },
            { value: "chosen", label: words.chosenRooms },
          ]}
          onChoose={setWhere}
        />
      )}
      {where === "chosen" && (
        <Boxes
          label={words.chosenRooms}
          options={offered.map((room) => ({ value: room.id, label: roomNameNow(room, all) }))}
          chosen={rooms}
          onChange={setRooms}
        />
      )}
      <GuardedProblem action={action} />
    </Dialog>
  );
}
