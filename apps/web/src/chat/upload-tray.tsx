/** The files that will be sent with the text, and how far each has come. */
import { Check, CircleAlert, FileText, X } from "lucide-react";
import { Button, IconButton } from "../ui/button.tsx";
import { fileSize } from "../ui/times.ts";
import { useLang, useWords } from "../words/use-words.ts";
import css from "./uploads.module.css";
import { removeUpload, type Upload } from "./uploads.ts";

const isUnchecked = ({ removed }: Upload): boolean => removed.includes("unchecked");

interface UploadTrayProps {
  readonly place: string;
  readonly uploads: readonly Upload[];
}

export function UploadTray({ place, uploads }: UploadTrayProps) {
  const words = useWords();
  const lang = useLang();
  const isBlocked = uploads.some(({ state }) => state === "failed");
  return (
    <>
      {isBlocked && (
        <p className={css.blocked} role="alert">
          {words.files.blocked}
        </p>
      )}
      <ul className={css.tray}>
        {uploads.map((upload) => (
          <li key={upload.id} className={css.upload}>
            {upload.state === "failed" ? (
              <CircleAlert size={18} className={css.bad} aria-hidden />
            ) : upload.state === "ready" ? (
              <Check size={18} aria-hidden />
            ) : (
              <FileText size={18} aria-hidden />
            )}
            <div className={css.about}>
              <div className={css.name} dir="auto">
                {upload.name}
              </div>
              <div className={css.detail}>
                {upload.problem ?? fileSize(upload.sizeBytes, lang)}
                {upload.removed.length > 0 && ` · ${words.files[isUnchecked(upload) ? "unchecked" : "stripped"]}`}
              </div>
              {upload.state === "uploading" && (
                <progress
                  value={upload.doneBytes}
                  max={upload.sizeBytes}
                  aria-label={words.files.uploading(upload.name)}
                />
              )}
            </div>
            {upload.again !== undefined && (
              <Button small onClick={upload.again} aria-label={words.files.again(upload.name)}>
                {words.common.tryAgain}
              </Button>
            )}
            <IconButton small label={words.files.remove(upload.name)} onClick={() => removeUpload(place, upload.id)}>
              <X size={16} />
            </IconButton>
          </li>
        ))}
      </ul>
    </>
  );
}
