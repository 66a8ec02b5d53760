/** Which certificate is served, by whom it is signed and until when, and how to bring one's own. */
import type { TransportAnswer } from "@warbler/protocol";
import { useEffect, useState } from "react";
import { failureText } from "../../chat/failure-text.ts";
import { api } from "../../platform/api.ts";
import { nowMs } from "../../platform/clock.ts";
import settings from "../../settings/settings-page.module.css";
import { Problem } from "../../ui/problem.tsx";
import { dateTime } from "../../ui/times.ts";
import { useLang } from "../../words/use-words.ts";
import css from "./set-up.module.css";
import { useSetUpWords } from "./words/use-set-up-words.ts";

const DAY_MS = 86_400_000;

export function Connection() {
  const words = useSetUpWords().connection;
  const lang = useLang();
  const [state, setState] = useState<TransportAnswer>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    api("transport", undefined).then(setState, setError);
  }, []);
  if (state === undefined) return <Problem text={error === undefined ? undefined : failureText(error, lang)} />;
  return (
    <>
      <div className={settings.card}>
        <Facts state={state} />
        <p className={settings.says}>{state.source === "local" ? words.localSays : words.ownSays}</p>
        {state.oldestTls === "1.2" && <p className={settings.says}>{words.old}</p>}
      </div>
      {state.source === "local" && (
        <div className={settings.card}>
          <h3>{words.howTitle}</h3>
          <ol className={css.how}>
            {Object.values<string>(words.how).map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ol>
        </div>
      )}
    </>
  );
}

function Facts({ state }: { readonly state: TransportAnswer }) {
  const words = useSetUpWords().connection;
  const lang = useLang();
  const { source, url, names, issuer, fingerprint, authorityFingerprint, validUntilMs, oldestTls } = state;
  const daysLeft = Math.floor((validUntilMs - nowMs()) / DAY_MS);
  return (
    <dl className={css.facts}>
      <dt>{words.url}</dt>
      <dd>{url}</dd>
      <dt>{words.names}</dt>
      <dd>{names.join(", ")}</dd>
      <dt>{words.signedBy}</dt>
      <dd>{source === "local" ? words.local(issuer) : issuer}</dd>
      <dt>{words.until}</dt>
      <dd>
        {words.moment(dateTime(validUntilMs, lang))} {words.daysLeft(daysLeft)} {source === "local" && words.renews}
      </dd>
      <dt>{words.fingerprint}</dt>
      <dd>
        <code>{fingerprint}</code>
      </dd>
      {authorityFingerprint !== undefined && (
        <>
          <dt>{words.authority}</dt>
          <dd>
            <code>{authorityFingerprint}</code>
          </dd>
        </>
      )}
      <dt>{words.tls}</dt>
      <dd>{oldestTls === "1.3" ? words.hybrid : "TLS 1.2"}</dd>
    </dl>
  );
}
