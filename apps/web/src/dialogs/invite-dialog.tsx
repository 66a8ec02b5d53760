/** Makes a link with which one person joins the organisation, and shows it to be handed on. */
import { type ApiAnswer, INVITED_ROLES, isOfficerRole } from "@warbler/protocol";
import { Copy } from "lucide-react";
import { useMemo, useState } from "react";
import { copyText } from "../platform/clipboard.ts";
import { engine } from "../platform/engine.ts";
import { roomsStore } from "../state/chat-state.ts";
import { roomNameNow } from "../state/people.ts";
import { useMay } from "../state/permissions.ts";
import { useStore } from "../state/store.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Choices, TextField } from "../ui/field.tsx";
import { Problem } from "../ui/problem.tsx";
import { dateTime } from "../ui/times.ts";
import { useLang, useWords } from "../words/use-words.ts";
import css from "./invite-dialog.module.css";
import { useAction } from "./use-action.ts";

type Role = (typeof INVITED_ROLES)[number];
/** Ordinary roles first: those who may give only these see no others. */
const OFFERED = INVITED_ROLES.toReversed();
const ORDINARY = OFFERED.filter((role) => !isOfficerRole(role));

export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const words = useWords();
  const lang = useLang();
  const mayMakeOfficers = useMay("role.grant");
  const [note, setNote] = useState("");
  const [role, setRole] = useState<Role>("member");
  const [rooms, setRooms] = useState<readonly string[]>([]);
  const [made, setMade] = useState<ApiAnswer<"invite">>();
  const [isCopied, setCopied] = useState(false);
  const all = useStore(roomsStore);
  const action = useAction();
  const groups = useMemo(
    () =>
      [...all.values()].filter(
        // Into an end-to-end room its members take a newcomer, once the newcomer has a device.
        ({ kind, level, myRole, successor }) =>
          kind === "group" && level === "sealed" && myRole !== "member" && successor === undefined,
      ),
    [all],
  );
  const invite = () =>
    action.run(async () => {
      const chosen = groups.filter(({ id }) => rooms.includes(id)).map(({ id }) => id);
      setMade(await engine.ask("invite", { note: note.trim(), role, rooms: chosen }));
    });
  if (made !== undefined)
    return (
      <Dialog
        title={words.invite.madeTitle}
        says={words.invite.madeSays(dateTime(made.expiresAtMs, lang))}
        onClose={onClose}
        foot={
          <>
            <Button onClick={() => setMade(undefined)}>{words.invite.another}</Button>
            <Button kind="primary" onClick={onClose}>
              {words.common.done}
            </Button>
          </>
        }
      >
        <div className={css.link}>
          <code>{made.link}</code>
          <Button kind="primary" onClick={() => void copyText(made.link).then(setCopied)}>
            <Copy size={16} aria-hidden /> {isCopied ? words.common.copied : words.invite.copy}
          </Button>
        </div>
        <p className={css.note}>{words.invite.secret}</p>
      </Dialog>
    );
  return (
    <Dialog
      title={words.invite.title}
      says={words.invite.says}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button kind="primary" busy={action.isBusy} onClick={invite}>
            {words.invite.make}
          </Button>
        </>
      }
    >
      <TextField label={words.invite.note} hint={words.invite.noteHint} value={note} maxLength={100} onText={setNote} />
      <Choices
        label={words.invite.role}
        value={role}
        options={(mayMakeOfficers ? OFFERED : ORDINARY).map((value) => ({ value, label: words.roles.org[value] }))}
        onChoose={setRole}
      />
      {groups.length > 0 && (
        <fieldset className={css.rooms}>
          <legend>{words.invite.rooms}</legend>
          {groups.map((room) => (
            <label key={room.id}>
              <input
                type="checkbox"
                checked={rooms.includes(room.id)}
                onChange={({ target }) =>
                  setRooms(target.checked ? [...rooms, room.id] : rooms.filter((id) => id !== room.id))
                }
              />
              {roomNameNow(room, words)}
            </label>
          ))}
        </fieldset>
      )}
      <Problem text={action.problem} />
    </Dialog>
  );
}
