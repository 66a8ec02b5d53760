/** Marks for those who do not write Markdown by hand. */
import { Bold, Code, Italic, Link, List, Quote, SquareCode, Strikethrough } from "lucide-react";
import { IconButton } from "../ui/button.tsx";
import { useWords } from "../words/use-words.ts";
import css from "./format-bar.module.css";
import type { Format } from "./format-text.ts";

const ICONS = {
  bold: Bold,
  italic: Italic,
  strike: Strikethrough,
  code: Code,
  block: SquareCode,
  quote: Quote,
  list: List,
  link: Link,
} as const satisfies Record<Format, unknown>;
const FORMATS = ["bold", "italic", "strike", "code", "block", "quote", "list", "link"] as const;

export function FormatBar({ onFormat }: { readonly onFormat: (format: Format) => void }) {
  const words = useWords().format;
  return (
    <div className={css.bar} role="toolbar" aria-label={words.title}>
      {FORMATS.map((format) => {
        const Icon = ICONS[format];
        return (
          // A press must not take the selection from the text box.
          <span key={format} onPointerDown={(event) => event.preventDefault()}>
            <IconButton small label={words[format]} onClick={() => onFormat(format)}>
              <Icon size={16} />
            </IconButton>
          </span>
        );
      })}
    </div>
  );
}
