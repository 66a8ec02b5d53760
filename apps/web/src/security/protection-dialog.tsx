/** What a room's protection means: the server's own words, made from what it enforces, and who can read what. */
import type { RoomId } from "@warbler/protocol";
import { Check, X } from "lucide-react";
import { useProtection } from "../chat/protection-banner.tsx";
import type { RoomView } from "../engine/engine-api.ts";
import { useRoom } from "../state/people.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { useLang, useWords } from "../words/use-words.ts";
import css from "./protection-dialog.module.css";

interface ProtectionDialogProps {
  readonly room: RoomId;
  readonly onClose: () => void;
}

export function ProtectionDialog({ room: id, onClose }: ProtectionDialogProps) {
  const room = useRoom(id);
  return room === undefined ? null : <Explained room={room} onClose={onClose} />;
}

function Explained({ room, onClose }: { readonly room: RoomView; readonly onClose: () => void }) {
  const words = useWords();
  const lang = useLang();
  const protection = useProtection(room);
  const said = words.protection;
  const isSealed = room.level === "sealed";
  const readers = [
    { who: said.members, can: true },
    { who: said.operator, can: isSealed },
    { who: said.network, can: false },
    { who: said.disk, can: false },
  ];
  return (
    <Dialog
      title={said.levels[room.level]}
      says={said.title}
      onClose={onClose}
      foot={
        <Button kind="primary" onClick={onClose}>
          {words.common.ok}
        </Button>
      }
    >
      {protection !== undefined && <p className={css.words}>{protection[lang]}</p>}
      <h3 className={css.heading}>{said.whoCanRead}</h3>
      <ul className={css.readers}>
        {readers.map(({ who, can }) => (
          <li key={who} className={can ? css.can : css.cannot}>
            {can ? <Check size={17} aria-hidden /> : <X size={17} aria-hidden />}
            <span>{who}</span>
            <b>{can ? said.can : said.cannot}</b>
          </li>
        ))}
      </ul>
      <p className={css.note}>{said.webNote}</p>
    </Dialog>
  );
}
