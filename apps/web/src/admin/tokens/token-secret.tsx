/** A token that was just made, shown this once, to be copied. */
import type { MadeToken } from "@warbler/protocol";
import { Copy } from "lucide-react";
import { useState } from "react";
import { copyText } from "../../platform/clipboard.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { dateTime } from "../../ui/times.ts";
import { useLang, useWords } from "../../words/use-words.ts";
import css from "./tokens.module.css";
import { useBotWords } from "./words/use-bot-words.ts";

export type ShownToken = Pick<MadeToken, "token" | "expiresAtMs">;

interface TokenSecretProps {
  readonly made: ShownToken;
  readonly onClose: () => void;
}

export function TokenSecret({ made, onClose }: TokenSecretProps) {
  const words = useBotWords();
  const { common } = useWords();
  const lang = useLang();
  const [isCopied, setCopied] = useState(false);
  return (
    <Dialog
      title={words.secretTitle}
      says={words.secretSays(dateTime(made.expiresAtMs, lang))}
      onClose={onClose}
      foot={
        <Button kind="primary" onClick={onClose}>
          {common.done}
        </Button>
      }
    >
      <div className={css.secret}>
        <code>{made.token}</code>
        <Button onClick={() => void copyText(made.token).then(setCopied)}>
          <Copy size={16} aria-hidden /> {isCopied ? common.copied : common.copy}
        </Button>
      </div>
      <p>{words.secretKeep}</p>
    </Dialog>
  );
}
