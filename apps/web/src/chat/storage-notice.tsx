/** Says it where this browser can keep nothing, so that nobody counts on what is gone with the tab. */
import { useState } from "react";
import type { Me } from "../engine/engine-api.ts";
import { Button } from "../ui/button.tsx";
import { useWords } from "../words/use-words.ts";
import css from "./storage-notice.module.css";

export function StorageNotice({ me }: { readonly me: Me }) {
  const words = useWords();
  const [isSeen, setSeen] = useState(false);
  if (me.storage === "vault" || isSeen) return null;
  return (
    <p className={css.notice}>
      <span>{words.storage.memory}</span>
      <Button small kind="quiet" onClick={() => setSeen(true)}>
        {words.common.ok}
      </Button>
    </p>
  );
}
