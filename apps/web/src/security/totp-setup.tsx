/** The secret of an authenticator app, to scan or to type, and the first code of it. */
import type { TotpSetUp } from "@warbler/protocol";
import { QrCode } from "../ui/qr-code.tsx";
import css from "./factors.module.css";
import { OneTimeCode } from "./one-time-code.tsx";
import { useSecurityWords } from "./words/use-security-words.ts";

interface TotpSetupProps {
  readonly totp: TotpSetUp;
  readonly isBusy: boolean;
  readonly onCode: (code: string) => void;
}

export function TotpSetup({ totp, isBusy, onCode }: TotpSetupProps) {
  const words = useSecurityWords().prove;
  return (
    <div className={css.ways}>
      <p>{words.scan}</p>
      <QrCode text={totp.uri} label={words.scanLabel} />
      <p className={css.secret}>
        {words.secret} <code>{totp.secret.replace(/(.{4})(?=.)/g, "$1 ")}</code>
      </p>
      <OneTimeCode kind="totp" isBusy={isBusy} onCode={onCode} />
    </div>
  );
}
