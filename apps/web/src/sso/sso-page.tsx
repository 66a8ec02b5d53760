/** Where one is after a sign-in service: what was begun is ended here, or it is said in words why not. */
import type { SsoTested } from "@warbler/protocol";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Door } from "../account/door.tsx";
import { useAction } from "../dialogs/use-action.ts";
import { api } from "../platform/api.ts";
import { copyText } from "../platform/clipboard.ts";
import { deviceName } from "../platform/device-name.ts";
import { engine } from "../platform/engine.ts";
import { go, goTo } from "../platform/location.ts";
import { type CameBack, cameBack } from "../platform/sso-way.ts";
import { toast } from "../state/toasts.ts";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import css from "./sso.module.css";
import { useSsoWords } from "./words/use-sso-words.ts";

export function SsoPage() {
  const words = useSsoWords();
  switch (cameBack?.kind) {
    case "answer":
      return <Ending came={cameBack} />;
    case "code":
      return <CodeToPaste code={cameBack.code} />;
    case "stranger":
    case undefined:
      return (
        <Door title={words.failedTitle} says={words.stranger}>
          <div className={css.ending}>
            <Button kind="primary" wide onClick={() => go({ page: "home" }, { replace: true })}>
              {words.again}
            </Button>
          </div>
        </Door>
      );
  }
}

type Answer = Extract<CameBack, { kind: "answer" }>;

/** It counts once: a second render must not end it again. */
let isEnded = false;

function Ending({ came }: { readonly came: Answer }) {
  const words = useSsoWords();
  const action = useAction();
  const [tested, setTested] = useState<SsoTested>();
  const { run } = action;
  const end = useRef(async () => {
    const { purpose, back, from } = came;
    switch (purpose) {
      case "sign-in":
        await engine.ask("signInBySso", back, deviceName());
        return go({ page: "home" }, { replace: true });
      case "link":
        await api("linkSso", back);
        toast(words.linked);
        return goTo(from);
      case "prove":
        await engine.ask("proveBySso", back);
        toast(words.proved);
        return goTo(from);
      case "test":
        return setTested(await api("endSsoTest", back));
    }
  });
  useEffect(() => {
    if (isEnded) return;
    isEnded = true;
    run(end.current);
  }, [run]);
  if (tested !== undefined) return <Tested tested={tested} onDone={() => goTo(came.from)} />;
  if (action.problem === undefined)
    return (
      <Door title={words.coming} says="">
        {null}
      </Door>
    );
  return (
    <Door title={words.failedTitle} says="">
      <div className={css.ending}>
        <Problem text={action.problem} />
        <Button kind="primary" wide onClick={() => goTo(came.from)}>
          {words.again}
        </Button>
      </div>
    </Door>
  );
}

function CodeToPaste({ code }: { readonly code: string }) {
  const words = useSsoWords();
  const [isCopied, setCopied] = useState(false);
  const copy = () => void copyText(code).then(setCopied);
  return (
    <Door title={words.codeTitle} says={words.codeSays}>
      <div className={css.ending}>
        <code className={css.code}>{code}</code>
        <Button kind="primary" wide onClick={copy}>
          {isCopied ? words.copied : words.copy}
        </Button>
      </div>
    </Door>
  );
}

function Tested({ tested, onDone }: { readonly tested: SsoTested; readonly onDone: () => void }) {
  const words = useSsoWords();
  const { subject, name, email, emailVerified, acr, amr, isTwofold, mayJoin } = tested;
  const mail = email === undefined ? words.nothing : emailVerified ? words.verified(email) : words.unverified(email);
  const how = [...(acr === undefined ? [] : [acr]), ...amr].join(" ");
  const rows: readonly (readonly [string, ReactNode])[] = [
    [words.subject, <code key="subject">{subject}</code>],
    [words.name, name ?? words.nothing],
    [words.email, mail],
    [words.how, how === "" ? words.nothing : how],
  ];
  return (
    <Door title={words.testTitle} says={words.testSays}>
      <div className={css.ending}>
        <dl className={css.told}>
          {rows.map(([what, value]) => (
            <Row key={what} what={what} value={value} />
          ))}
        </dl>
        <p>{isTwofold ? words.twofold : words.notTwofold}</p>
        <p>{mayJoin ? words.mayJoin : words.mayNotJoin}</p>
        <Button kind="primary" wide onClick={onDone}>
          {words.goOn}
        </Button>
      </div>
    </Door>
  );
}

function Row({ what, value }: { readonly what: string; readonly value: ReactNode }) {
  return (
    <>
      <dt>{what}</dt>
      <dd>{value}</dd>
    </>
  );
}
