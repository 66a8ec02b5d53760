/** Makes a link with which one person joins the organisation, and shows it to be handed on. */
import { type ApiAnswer, INVITED_ROLES, isOfficerRole } from "@warbler/protocol";
import { Copy } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { GuardedProblem } from "../admin/guarded-problem.tsx";
import { api } from "../platform/api.ts";
import { copyText } from "../platform/clipboard.ts";
import { roomsStore } from "../state/chat-state.ts";
import { roomNameNow } from "../state/people.ts";
import { useMay } from "../state/permissions.ts";
import { useStore } from "../state/store.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Choices, TextField } from "../ui/field.tsx";
import { dateTime } from "../ui/times.ts";
import { useLang, useWords } from "../words/use-words.ts";
import css from "./invite-dialog.module.css";
import { useAction } from "./use-action.ts";

export type MadeInvitation = Pick<ApiAnswer<"invite">, "link" | "expiresAtMs">;
type Role = (typeof INVITED_ROLES)[number];
/** Ordinary roles first: those who may give only these see no others. */
const OFFERED = INVITED_ROLES.toReversed();
const ORDINARY = OFFERED.filter((role) => !isOfficerRole(role));

export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const words = useWords();
  const mayMakeOfficers = useMay("role.grant");
  const [note, setNote] = useState("");
  const [role, setRole] = useState<Role>("member");
  const [rooms, setRooms] = useState<readonly string[]>([]);
  const [made, setMade] = useState<MadeInvitation>();
  const all = useStore(roomsStore);
  const action = useAction();
  const mine = useMemo(
    () =>
      [...all.values()].filter(
        ({ kind, myRole, successor }) => kind === "group" && myRole !== "member" && successor === undefined,
      ),
    [all],
  );
  // Into an end-to-end room its members take a newcomer, once the newcomer has a device.
  const groups = mine.filter(({ level }) => level === "sealed");
  const invite = () =>
    action.run(async () => {
      const chosen = groups.filter(({ id }) => rooms.includes(id)).map(({ id }) => id);
      setMade(await api("invite", { note: note.trim(), role, rooms: chosen }));
    });
  if (made !== undefined)
    return (
      <InvitationLink made={made} onClose={onClose}>
        <Button onClick={() => setMade(undefined)}>{words.invite.another}</Button>
      </InvitationLink>
    );
  return (
    <Dialog
      title={words.invite.title}
      says={words.invite.says}
      onClose={onClose}
      onSubmit={invite}
      foot={
        <>
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button kind="primary" type="submit" busy={action.isBusy}>
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
      {groups.length < mine.length && <p className={css.note}>{words.invite.endToEnd}</p>}
      <GuardedProblem action={action} onLeave={onClose} />
    </Dialog>
  );
}

interface InvitationLinkProps {
  readonly made: MadeInvitation;
  readonly onClose: () => void;
  /** A further button. */
  readonly children?: ReactNode;
}

/** The link, which is shown this once. */
export function InvitationLink({ made, onClose, children }: InvitationLinkProps) {
  const { common, invite } = useWords();
  const lang = useLang();
  const [isCopied, setCopied] = useState(false);
  return (
    <Dialog
      title={invite.madeTitle}
      says={invite.madeSays(dateTime(made.expiresAtMs, lang))}
      onClose={onClose}
      foot={
        <>
          {children}
          <Button kind="primary" onClick={onClose}>
            {common.done}
          </Button>
        </>
      }
    >
      <div className={css.link}>
        <code>{made.link}</code>
        <Button kind="primary" onClick={() => void copyText(made.link).then(setCopied)}>
          <Copy size={16} aria-hidden /> {isCopied ? common.copied : invite.copy}
        </Button>
      </div>
      <p className={css.note}>{invite.secret}</p>
    </Dialog>
  );
}
