/** A recovery code, shown to be written down, printed, copied or downloaded. Only the paper is printed. */
import { Copy, Download, Printer } from "lucide-react";
import { useState } from "react";
import { createPortal } from "react-dom";
import { copyText } from "../platform/clipboard.ts";
import { nowMs } from "../platform/clock.ts";
import { saveBlob } from "../platform/files.ts";
import { Button } from "../ui/button.tsx";
import { dateTime } from "../ui/times.ts";
import { useLang, useWords } from "../words/use-words.ts";
import css from "./recovery.module.css";
import { useMe } from "./use-me.ts";
import { useSecurityWords } from "./words/use-security-words.ts";

export function CodePaper({ code }: { readonly code: string }) {
  const words = useWords();
  const said = useSecurityWords().wizard;
  const lang = useLang();
  const me = useMe();
  const [isCopied, setCopied] = useState(false);
  const [madeAtMs] = useState(nowMs);
  const whose = said.paperFor(`${me?.name ?? ""} (@${me?.handle ?? ""})`, location.host);
  const lines = [said.paperTitle, whose, dateTime(madeAtMs, lang), "", code, "", said.paperSays];
  const download = () =>
    saveBlob(new Blob([`${lines.join("\n")}\n`], { type: "text/plain;charset=utf-8" }), "warbler-recovery.txt");
  return (
    <>
      <output className={css.code}>{code}</output>
      <div className={css.tools}>
        <Button onClick={() => print()}>
          <Printer size={16} aria-hidden /> {said.print}
        </Button>
        <Button onClick={() => void copyText(code).then(setCopied)}>
          <Copy size={16} aria-hidden /> {isCopied ? words.common.copied : words.common.copy}
        </Button>
        <Button onClick={download}>
          <Download size={16} aria-hidden /> {said.download}
        </Button>
      </div>
      {createPortal(
        <div className={css.paper} aria-hidden>
          <h1>{said.paperTitle}</h1>
          <p>{whose}</p>
          <p>{dateTime(madeAtMs, lang)}</p>
          <p className={css.paperCode}>{code}</p>
          <p>{said.paperSays}</p>
        </div>,
        document.body,
      )}
    </>
  );
}
