/**
 * Asks for a proof of who one is: a second factor at sign-in, the first one where it is required, or a fresh proof for a
 * sensitive act. Where only a passkey will do, the browser's own dialog is the whole question.
 */
import type { ProofAsk, SsoChoice } from "@warbler/protocol";
import { Fingerprint, LogIn } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useAction } from "../dialogs/use-action.ts";
import type { Answered, Asked } from "../engine/asked.ts";
import { api } from "../platform/api.ts";
import { engine } from "../platform/engine.ts";
import { goToService } from "../platform/sso-way.ts";
import { createPasskey, signWithPasskey } from "../platform/webauthn.ts";
import { useSsoWords } from "../sso/words/use-sso-words.ts";
import { attempt } from "../state/attempt.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { PasswordField } from "../ui/field.tsx";
import { Problem } from "../ui/problem.tsx";
import { useLang, useWords } from "../words/use-words.ts";
import css from "./factors.module.css";
import { OneTimeCode } from "./one-time-code.tsx";
import { passkeyName } from "./passkey-name.ts";
import { TotpSetup } from "./totp-setup.tsx";
import { useSecurityWords } from "./words/use-security-words.ts";

const answer = (given: Answered | undefined) => attempt(engine.ask("answer", given));

export function ProveDialog({ asked }: { readonly asked: Asked }) {
  return asked.kind === "passkey" ? <OnlyPasskey asked={asked} /> : <AnyProof key={asked.ask.ticket} asked={asked} />;
}

function OnlyPasskey({ asked: { request } }: { readonly asked: Extract<Asked, { kind: "passkey" }> }) {
  const isAsking = useRef(false);
  useEffect(() => {
    if (isAsking.current) return;
    isAsking.current = true;
    signWithPasskey(request).then(
      (passkey) => answer(passkey && { kind: "assertion", passkey }),
      () => answer(undefined),
    );
  }, [request]);
  return null;
}

function AnyProof({ asked }: { readonly asked: Extract<Asked, { kind: "proof" }> }) {
  const words = useSecurityWords().prove;
  const { ask, purpose, wasWrong, lastTried } = asked;
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  // The same question is asked again after a wrong answer.
  useEffect(() => {
    setBusy(false);
    setProblem(wasWrong ? words.wrong : undefined);
  }, [asked, wasWrong, words]);
  const give = (proof: Answered) => {
    setBusy(true);
    answer(proof);
  };
  const byPasskey = (made: Promise<Answered | undefined>) => {
    setProblem(undefined);
    made.then(
      (proof) => (proof === undefined ? setProblem(words.passkeyEnded) : give(proof)),
      () => setProblem(words.passkeyEnded),
    );
  };
  const says = ask.enrol !== undefined ? words.enrol : purpose === "sign-in" ? words.signIn : words.sensitive;
  return (
    <Dialog title={words.title} says={says} onClose={() => answer(undefined)}>
      <div className={css.ways}>
        <Problem text={problem} />
        {ask.enrol === undefined ? (
          <Known ask={ask} lastTried={lastTried} isBusy={isBusy} onProof={give} onPasskey={byPasskey} />
        ) : (
          <First enrol={ask.enrol} isBusy={isBusy} onProof={give} onPasskey={byPasskey} />
        )}
      </div>
    </Dialog>
  );
}

interface WaysProps {
  readonly isBusy: boolean;
  readonly onProof: (proof: Answered) => void;
  readonly onPasskey: (made: Promise<Answered | undefined>) => void;
}

interface KnownProps extends WaysProps {
  readonly ask: ProofAsk;
  readonly lastTried: Answered["kind"] | undefined;
}

/** The factors that are there, the strongest first. */
function Known({ ask, lastTried, isBusy, onProof, onPasskey }: KnownProps) {
  const words = useSecurityWords().prove;
  const [usesCode, setUsesCode] = useState(lastTried === "recovery-code");
  const { kinds, passkey: request, sso } = ask;
  const sign = async (): Promise<Answered | undefined> => {
    const passkey = request && (await signWithPasskey(request));
    return passkey && { kind: "passkey", passkey };
  };
  return (
    <>
      {kinds.includes("password") && <ByPassword isBusy={isBusy} onProof={onProof} />}
      {sso?.map((service) => (
        <BySso key={service.id} service={service} />
      ))}
      {request !== undefined && (
        <Button kind="primary" wide busy={isBusy} onClick={() => onPasskey(sign())}>
          <Fingerprint size={18} aria-hidden /> {words.usePasskey}
        </Button>
      )}
      {kinds.includes("totp") && !usesCode && (
        <OneTimeCode kind="totp" isBusy={isBusy} onCode={(code) => onProof({ kind: "totp", code })} />
      )}
      {usesCode && (
        <OneTimeCode kind="recovery-code" isBusy={isBusy} onCode={(code) => onProof({ kind: "recovery-code", code })} />
      )}
      {kinds.includes("recovery-code") && !usesCode && (
        <Button kind="quiet" onClick={() => setUsesCode(true)}>
          {words.withRecoveryCode}
        </Button>
      )}
    </>
  );
}

/** Leaves this page: what was about to be done is done again afterwards. */
function BySso({ service: { id: provider, names } }: { readonly service: SsoChoice }) {
  const words = useSsoWords();
  const lang = useLang();
  const action = useAction();
  const leave = () =>
    action.run(() => goToService("prove", (challenge) => api("beginSsoProof", { provider, challenge })));
  return (
    <>
      <Button wide busy={action.isBusy} onClick={leave}>
        <LogIn size={18} aria-hidden /> {words.proveWith(names[lang])}
      </Button>
      <Problem text={action.problem} />
    </>
  );
}

function First({ enrol, isBusy, onProof, onPasskey }: WaysProps & { readonly enrol: NonNullable<ProofAsk["enrol"]> }) {
  const words = useSecurityWords().prove;
  const { passkey: creation, totp } = enrol;
  const create = async (): Promise<Answered | undefined> => {
    const passkey = creation && (await createPasskey(creation));
    return passkey && { kind: "new-passkey", name: passkeyName(), passkey };
  };
  return (
    <>
      {creation !== undefined && (
        <>
          <Button kind="primary" wide busy={isBusy} onClick={() => onPasskey(create())}>
            <Fingerprint size={18} aria-hidden /> {words.makePasskey}
          </Button>
          <p className={css.or}>{words.or}</p>
        </>
      )}
      <TotpSetup totp={totp} isBusy={isBusy} onCode={(code) => onProof({ kind: "new-totp", code })} />
    </>
  );
}

function ByPassword({ isBusy, onProof }: Pick<WaysProps, "isBusy" | "onProof">) {
  const words = useWords().account;
  const said = useSecurityWords().prove;
  const [password, setPassword] = useState("");
  return (
    <form
      className={css.ways}
      onSubmit={(event) => {
        event.preventDefault();
        onProof({ kind: "password", password });
      }}
    >
      <PasswordField
        label={words.password}
        showLabel={words.showPassword}
        hideLabel={words.hidePassword}
        autoComplete="current-password"
        autoFocus
        required
        value={password}
        onText={setPassword}
      />
      <Button type="submit" kind="primary" busy={isBusy}>
        {said.go}
      </Button>
    </form>
  );
}
