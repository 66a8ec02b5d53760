/**
 * A look into a file before it is saved. A PDF goes to the browser's own reader, which runs apart from this page, under a
 * fixed type, so that nothing in it can be taken for a page of this site; of a text, the beginning is shown as text.
 */
import type { RoomId } from "@warbler/protocol";
import type { Attachment } from "@warbler/sdk";
import { useEffect, useState } from "react";
import { FileCard } from "../chat/attachments.tsx";
import { looksLike } from "../chat/file-looks.ts";
import { engine } from "../platform/engine.ts";
import { cleanName } from "../state/people.ts";
import { Dialog } from "../ui/dialog.tsx";
import { useWords } from "../words/use-words.ts";
import css from "./file-dialog.module.css";

/** Of a text; whoever wants more saves it. */
const SHOWN_CHARS = 100_000;

interface FileDialogProps {
  readonly room: RoomId;
  readonly attachment: Attachment;
  readonly onClose: () => void;
}

export function FileDialog({ room, attachment, onClose }: FileDialogProps) {
  const words = useWords().files;
  const [blob, setBlob] = useState<Blob>();
  const [problem, setProblem] = useState(false);
  const name = cleanName(attachment.name);
  useEffect(() => {
    const asked = { isCurrent: true };
    engine.ask("download", room, attachment, `preview-${attachment.id}`).then(
      (loaded) => asked.isCurrent && setBlob(loaded),
      () => asked.isCurrent && setProblem(true),
    );
    return () => {
      asked.isCurrent = false;
    };
  }, [room, attachment]);
  return (
    <Dialog
      title={name}
      wide
      onClose={onClose}
      foot={<FileCard room={room} attachment={attachment} isBroken={problem} />}
    >
      {blob === undefined ? (
        <div className={css.waiting} aria-busy={!problem} />
      ) : looksLike(attachment) === "pdf" ? (
        <Pdf blob={blob} title={words.content(name)} />
      ) : (
        <Text blob={blob} title={words.content(name)} />
      )}
    </Dialog>
  );
}

interface ContentProps {
  readonly blob: Blob;
  readonly title: string;
}

function Pdf({ blob, title }: ContentProps) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([blob], { type: "application/pdf" }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return url === undefined ? null : <iframe className={css.pdf} src={url} title={title} referrerPolicy="no-referrer" />;
}

function Text({ blob, title }: ContentProps) {
  const words = useWords().files;
  const [text, setText] = useState<string>();
  useEffect(() => {
    blob
      .slice(0, 4 * SHOWN_CHARS)
      .text()
      .then((all) => setText(all.slice(0, SHOWN_CHARS)), reportError);
  }, [blob]);
  return (
    <>
      <pre className={css.text} tabIndex={0} role="document" aria-label={title} dir="auto">
        {text}
      </pre>
      {text?.length === SHOWN_CHARS && <p>{words.onlyBeginning}</p>}
    </>
  );
}
