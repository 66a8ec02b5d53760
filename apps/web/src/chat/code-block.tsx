/** A block of code with its language and a button that copies it. */
import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { copyText } from "../platform/clipboard.ts";
import { after } from "../platform/clock.ts";
import { attempt } from "../state/attempt.ts";
import { IconButton } from "../ui/button.tsx";
import { useWords } from "../words/use-words.ts";
import css from "./code-block.module.css";

const COPIED_MS = 1_500;

export function CodeBlock({ code, language }: { readonly code: string; readonly language: string }) {
  const words = useWords();
  const [isCopied, setCopied] = useState(false);
  const copy = () => {
    const copied = copyText(code).then(setCopied);
    attempt(copied);
    after(COPIED_MS, () => setCopied(false));
  };
  return (
    <figure className={css.block}>
      <figcaption className={css.head}>
        <span>{language.slice(0, 24)}</span>
        <IconButton small label={isCopied ? words.common.copied : words.common.copy} onClick={copy}>
          {isCopied ? <Check size={15} /> : <Copy size={15} />}
        </IconButton>
      </figcaption>
      <pre tabIndex={0}>
        <code>{code}</code>
      </pre>
    </figure>
  );
}
