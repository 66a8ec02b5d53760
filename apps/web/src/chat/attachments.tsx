/** The files of a message: pictures are shown, everything is downloaded by hand. They are decrypted in the engine. */
import type { RoomId } from "@warbler/protocol";
import type { Attachment } from "@warbler/sdk";
import { Download, Eye, FileText, ImageOff, X } from "lucide-react";
import { Suspense, useEffect, useState } from "react";
import { engine } from "../platform/engine.ts";
import { EngineError } from "../platform/engine-link.ts";
import { saveBlob } from "../platform/files.ts";
import { attempt } from "../state/attempt.ts";
import { cleanName } from "../state/people.ts";
import { toast } from "../state/toasts.ts";
import { openDialog } from "../state/ui-state.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { lazy } from "../ui/lazy.ts";
import { fileSize } from "../ui/times.ts";
import { isVoice } from "../voice/voice-types.ts";
import { langNow, useLang, useWords } from "../words/use-words.ts";
import css from "./attachments.module.css";
import { failureText } from "./failure-text.ts";
import { looksLike } from "./file-looks.ts";
import { isPicture, pictureOf } from "./pictures.ts";

const VoicePlayer = lazy(async () => ({ default: (await import("../voice/voice-player.tsx")).VoicePlayer }));

interface AttachmentsProps {
  readonly room: RoomId;
  readonly attachments: readonly Attachment[];
}

export function Attachments({ room, attachments }: AttachmentsProps) {
  if (attachments.length === 0) return null;
  return (
    <ul className={css.list}>
      {attachments.map((attachment) => (
        <li key={attachment.id}>
          {isPicture(attachment) ? (
            <Picture room={room} attachment={attachment} />
          ) : isVoice(attachment) ? (
            <Suspense fallback={<FileCard room={room} attachment={attachment} />}>
              <VoicePlayer room={room} attachment={attachment} />
            </Suspense>
          ) : (
            <FileCard
              room={room}
              attachment={attachment}
              {...(looksLike(attachment) !== undefined && {
                look: () => openDialog({ kind: "file", room, attachment }),
              })}
            />
          )}
        </li>
      ))}
    </ul>
  );
}

interface OneProps {
  readonly room: RoomId;
  readonly attachment: Attachment;
}

function Picture({ room, attachment }: OneProps) {
  const words = useWords();
  const [url, setUrl] = useState<string>();
  const [isBroken, setBroken] = useState(false);
  /** How often it was tried; it did not come the last time. */
  const [tries, setTries] = useState({ count: 1, isLost: false });
  useEffect(() => {
    const shown = { isCurrent: true };
    pictureOf(room, attachment).then(
      (found) => shown.isCurrent && setUrl(found),
      () => shown.isCurrent && setTries((held) => ({ ...held, isLost: true })),
    );
    return () => {
      shown.isCurrent = false;
    };
  }, [room, attachment, tries.count]);
  if (isBroken) return <FileCard room={room} attachment={attachment} isBroken />;
  if (tries.isLost) {
    const again = () => setTries({ count: tries.count + 1, isLost: false });
    return <FileCard room={room} attachment={attachment} isBroken again={again} />;
  }
  return (
    <button
      type="button"
      className={css.picture}
      aria-label={words.files.open(cleanName(attachment.name))}
      onClick={() => openDialog({ kind: "picture", room, attachment })}
    >
      {url !== undefined && (
        <img src={url} alt={cleanName(attachment.name)} draggable={false} onError={() => setBroken(true)} />
      )}
    </button>
  );
}

interface FileCardProps extends OneProps {
  readonly isBroken?: boolean;
  /** Opens it for a look, where it can be looked into. */
  readonly look?: () => void;
  /** Tries once more to show it. */
  readonly again?: () => void;
}

export function FileCard({ room, attachment, isBroken = false, look, again }: FileCardProps) {
  const words = useWords();
  const lang = useLang();
  const [doneBytes, setDoneBytes] = useState<number>();
  const isBusy = doneBytes !== undefined;
  const name = cleanName(attachment.name);
  const transfer = `download-${attachment.id}`;
  const download = () => {
    setDoneBytes(0);
    const off = engine.onEvent((event) => {
      if (event.type === "transfer" && event.transfer === transfer) setDoneBytes(event.doneBytes);
    });
    engine
      .ask("download", room, attachment, transfer)
      .then((blob) => saveBlob(blob, name))
      .catch((error: unknown) => {
        const isEnded = error instanceof EngineError && error.failure.code === "cancelled";
        if (!isEnded) toast(failureText(error, langNow()), "problem");
      })
      .finally(() => {
        off();
        setDoneBytes(undefined);
      });
  };
  return (
    <div className={css.card}>
      {isBroken ? <ImageOff size={22} aria-hidden /> : <FileText size={22} aria-hidden />}
      <div className={css.about}>
        <div className={css.name} title={name} dir="auto">
          {name}
        </div>
        <div className={css.size}>
          {fileSize(attachment.sizeBytes, lang)}
          {isBroken && ` · ${words.files.noPicture}`}
        </div>
        {isBusy && <progress value={doneBytes} max={attachment.sizeBytes} aria-label={words.files.downloading(name)} />}
      </div>
      {again !== undefined && (
        <Button small onClick={again}>
          {words.common.tryAgain}
        </Button>
      )}
      {look !== undefined && (
        <IconButton label={words.files.look(name)} onClick={look}>
          <Eye size={18} />
        </IconButton>
      )}
      {isBusy ? (
        <IconButton
          label={words.files.endDownload(name)}
          onClick={() => attempt(engine.ask("cancelTransfer", transfer))}
        >
          <X size={18} />
        </IconButton>
      ) : (
        <IconButton label={words.files.download(name)} onClick={download}>
          <Download size={18} />
        </IconButton>
      )}
    </div>
  );
}
