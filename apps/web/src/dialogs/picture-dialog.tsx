/** A picture as large as the window allows. */
import type { RoomId } from "@warbler/protocol";
import type { Attachment } from "@warbler/sdk";
import { useEffect, useState } from "react";
import { FileCard } from "../chat/attachments.tsx";
import { pictureOf } from "../chat/pictures.ts";
import { cleanName } from "../state/people.ts";
import { Dialog } from "../ui/dialog.tsx";
import css from "./picture-dialog.module.css";

interface PictureDialogProps {
  readonly room: RoomId;
  readonly attachment: Attachment;
  readonly onClose: () => void;
}

export function PictureDialog({ room, attachment, onClose }: PictureDialogProps) {
  const [url, setUrl] = useState<string>();
  const [isLarge, setLarge] = useState(false);
  const name = cleanName(attachment.name);
  useEffect(() => {
    pictureOf(room, attachment).then(setUrl, onClose);
  }, [room, attachment, onClose]);
  return (
    <Dialog title={name} wide onClose={onClose} foot={<FileCard room={room} attachment={attachment} />}>
      {url !== undefined && (
        <button
          type="button"
          className={isLarge ? css.large : css.fitting}
          onClick={() => setLarge(!isLarge)}
          aria-label={name}
          aria-pressed={isLarge}
        >
          <img src={url} alt={name} />
        </button>
      )}
    </Dialog>
  );
}
