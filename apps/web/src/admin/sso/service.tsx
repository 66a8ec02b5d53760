/** One sign-in service: what to tell it, whether it answers, a test, the switch, and its settings. */
import { SSO_PROBLEM_WORDS, type SsoCheck, type SsoProvider } from "@warbler/protocol";
import { Check, X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useAction } from "../../dialogs/use-action.ts";
import { api } from "../../platform/api.ts";
import { copyText } from "../../platform/clipboard.ts";
import { go } from "../../platform/location.ts";
import { goToService } from "../../platform/sso-way.ts";
import settings from "../../settings/settings-page.module.css";
import { useMay } from "../../state/permissions.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Problem } from "../../ui/problem.tsx";
import { dateTime } from "../../ui/times.ts";
import { useLang, useWords } from "../../words/use-words.ts";
import { GuardedProblem } from "../guarded-problem.tsx";
import { placeIn } from "../place.ts";
import { ServiceSettings } from "./service-settings.tsx";
import css from "./services.module.css";
import { useSsoAdminWords } from "./words/use-sso-admin-words.ts";

interface ServiceProps {
  readonly service: SsoProvider;
  readonly onChanged: () => Promise<void>;
}

export function Service({ service, onChanged }: ServiceProps) {
  const words = useSsoAdminWords();
  const lang = useLang();
  const may = useMay("sso.configure");
  return (
    <>
      <h2 className={css.title}>
        {service.names[lang]}
        <span className={settings.tag}>
          {service.isOn ? words.on : service.testedAtMs === undefined ? words.untested : words.off}
        </span>
      </h2>
      <p className={settings.intro}>
        {service.issuer} · {words.people(service.people, service.onlyWayOf)}
      </p>
      {may && (
        <>
          <Tell service={service} />
          <CheckIt service={service} />
          <TryIt service={service} />
          <SwitchIt service={service} onChanged={onChanged} />
          <ServiceSettings service={service} onChanged={onChanged} />
          <Removal service={service} onChanged={onChanged} />
        </>
      )}
    </>
  );
}

function Step({ number, title, says, children }: { number: number; title: string; says: string; children: ReactNode }) {
  const words = useSsoAdminWords();
  return (
    <section className={settings.card}>
      <div>
        <h3 className={css.step}>
          <span className={settings.tag}>{words.step(number)}</span> {title}
        </h3>
        <p className={settings.says}>{says}</p>
      </div>
      {children}
    </section>
  );
}

function Tell({ service }: Pick<ServiceProps, "service">) {
  const words = useSsoAdminWords();
  return (
    <Step number={1} title={words.tellTitle} says={words.tellSays}>
      <ToCopy label={words.callback} text={service.callbackUrl} />
      <ToCopy label={words.logout} text={service.logoutUrl} />
    </Step>
  );
}

function ToCopy({ label, text }: { readonly label: string; readonly text: string }) {
  const words = useSsoAdminWords();
  const [isCopied, setCopied] = useState(false);
  return (
    <div className={settings.row}>
      <div className={settings.grow}>
        <small>{label}</small>
        <code className={css.address}>{text}</code>
      </div>
      <Button small aria-label={`${words.copy}: ${label}`} onClick={() => void copyText(text).then(setCopied)}>
        {isCopied ? words.copied : words.copy}
      </Button>
    </div>
  );
}

function CheckIt({ service: { id: provider } }: Pick<ServiceProps, "service">) {
  const words = useSsoAdminWords();
  const lang = useLang();
  const [checked, setChecked] = useState<SsoCheck>();
  const action = useAction();
  const check = () => action.run(async () => setChecked(await api("checkSsoProvider", undefined, { provider })));
  const offers = checked?.offers;
  return (
    <Step number={2} title={words.checkTitle} says={words.checkSays}>
      {checked?.problem !== undefined && <Problem text={SSO_PROBLEM_WORDS[checked.problem][lang]} />}
      {offers !== undefined && (
        <div role="status">
          <p>{words.checkGood}</p>
          <ul className={css.offers}>
            {(["pkce", "par", "iss", "logout"] as const).map((one) => (
              <li key={one}>
                {offers[one] ? <Check size={16} aria-label={words.has} /> : <X size={16} aria-label={words.hasNot} />}{" "}
                {words.offers[one]}
              </li>
            ))}
          </ul>
        </div>
      )}
      <div>
        <Problem text={action.problem} />
        <div className={settings.buttons}>
          <Button busy={action.isBusy} onClick={check}>
            {words.check}
          </Button>
        </div>
      </div>
    </Step>
  );
}

function TryIt({ service: { id: provider, testedAtMs, hasSecret } }: Pick<ServiceProps, "service">) {
  const words = useSsoAdminWords();
  const lang = useLang();
  const action = useAction();
  const test = () => action.run(() => goToService("test", (challenge) => api("beginSsoTest", { provider, challenge })));
  return (
    <Step number={3} title={words.testTitle} says={words.testSays}>
      {testedAtMs !== undefined && <p>{words.tested(dateTime(testedAtMs, lang))}</p>}
      <div>
        <Problem text={action.problem} />
        <div className={settings.buttons}>
          <Button
            kind={testedAtMs === undefined ? "primary" : "plain"}
            busy={action.isBusy}
            disabled={!hasSecret}
            onClick={test}
          >
            {words.test}
          </Button>
        </div>
      </div>
    </Step>
  );
}

function SwitchIt({ service: { id: provider, isOn, testedAtMs }, onChanged }: ServiceProps) {
  const words = useSsoAdminWords();
  const action = useAction();
  const body = { isOn: !isOn };
  const turn = () =>
    action.run(async () => {
      await api("switchSsoProvider", body, { provider });
      await onChanged();
    });
  return (
    <Step number={4} title={words.switchTitle} says={words.switchSays}>
      <div>
        <GuardedProblem action={action} />
        <div className={settings.buttons}>
          <Button
            kind={!isOn && testedAtMs !== undefined ? "primary" : "plain"}
            busy={action.isBusy}
            disabled={!isOn && testedAtMs === undefined}
            onClick={turn}
          >
            {isOn ? words.switchOff : words.switchOn}
          </Button>
        </div>
      </div>
    </Step>
  );
}

function Removal({ service: { id: provider, names, people, onlyWayOf }, onChanged }: ServiceProps) {
  const words = useSsoAdminWords();
  const { common } = useWords();
  const lang = useLang();
  const [isAsking, setAsking] = useState(false);
  const action = useAction();
  const remove = () =>
    action.run(async () => {
      await api("removeSsoProvider", undefined, { provider });
      await onChanged();
      go(placeIn("sso"), { replace: true });
    });
  return (
    <div className={css.removal}>
      <Button kind="danger" onClick={() => setAsking(true)}>
        {words.remove}
      </Button>
      {isAsking && (
        <Dialog
          title={words.removeTitle(names[lang])}
          says={words.removeSays(people, onlyWayOf)}
          onClose={() => setAsking(false)}
          foot={
            <>
              <Button onClick={() => setAsking(false)}>{common.cancel}</Button>
              <Button kind="danger" busy={action.isBusy} onClick={remove}>
                {words.remove}
              </Button>
            </>
          }
        >
          <GuardedProblem action={action} />
        </Dialog>
      )}
    </div>
  );
}
