/** Where a code of an authenticator app, or a recovery code, is typed or pasted. */
import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import css from "./factors.module.css";
import { useSecurityWords } from "./words/use-security-words.ts";

interface OneTimeCodeProps {
  readonly kind: "totp" | "recovery-code";
  readonly isBusy: boolean;
  readonly onCode: (code: string) => void;
}

export function OneTimeCode({ kind, isBusy, onCode }: OneTimeCodeProps) {
  const words = useSecurityWords().prove;
  const [code, setCode] = useState("");
  const isTotp = kind === "totp";
  const typed = isTotp ? code.normalize("NFKC").replace(/\D/g, "") : code.trim();
  return (
    <form
      className={css.ways}
      onSubmit={(event) => {
        event.preventDefault();
        onCode(typed);
        setCode("");
      }}
    >
      <TextField
        label={isTotp ? words.code : words.recoveryCode}
        hint={isTotp ? words.codeHint : undefined}
        inputMode={isTotp ? "numeric" : "text"}
        autoComplete={isTotp ? "one-time-code" : "off"}
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={isTotp ? 12 : 40}
        autoFocus
        required
        value={code}
        onText={setCode}
      />
      <Button type="submit" kind="primary" busy={isBusy} disabled={isTotp ? typed.length !== 6 : typed === ""}>
        {words.go}
      </Button>
    </form>
  );
}
