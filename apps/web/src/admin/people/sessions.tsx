/** Where a person is signed in, and the end of one or all of these sessions. */
import { type AccountId, type DeviceAnswer, type SessionId, sessionBinding, sessionRisk } from "@warbler/protocol";
import { useState } from "react";
import { api } from "../../platform/api.ts";
import { deviceName } from "../../platform/device-name.ts";
import settings from "../../settings/settings-page.module.css";
import { cleanName } from "../../state/people.ts";
import { useMay } from "../../state/permissions.ts";
import { toast } from "../../state/toasts.ts";
import { Button } from "../../ui/button.tsx";
import { Time } from "../../ui/time.tsx";
import { useLang } from "../../words/use-words.ts";
import { ActDialog } from "./act-dialog.tsx";
import css from "./people.module.css";
import { usePeopleWords } from "./words/use-people-words.ts";

interface SessionsProps {
  readonly account: AccountId;
  readonly handle: string;
  readonly devices: readonly DeviceAnswer[];
  readonly onChanged: () => Promise<void>;
}

export function Sessions({ account, handle, devices, onChanged }: SessionsProps) {
  const words = usePeopleWords();
  const mayEnd = useMay("person.sign-out");
  const [ending, setEnding] = useState<SessionId | "all">();
  const [taking, setTaking] = useState<DeviceAnswer>();
  const take = async (reason: string) => {
    if (taking === undefined) return;
    await api("takeDeviceAway", { reason }, { account, device: taking.id });
    setTaking(undefined);
    toast(words.taken(cleanName(taking.name)));
    await onChanged();
  };
  const count = devices.reduce((sum, { sessions }) => sum + sessions.length, 0);
  const end = async (reason: string) => {
    const one = ending === "all" || ending === undefined ? {} : { session: ending };
    const { ended } = await api("signPersonOut", { reason, ...one }, { account });
    setEnding(undefined);
    toast(words.ended(ended));
    await onChanged();
  };
  return (
    <section aria-labelledby="sessions-title">
      <h2 id="sessions-title" className={settings.heading}>
        {words.devicesTitle(devices.length, count)}
      </h2>
      <div className={settings.card}>
        <p className={settings.says}>{words.placeSays}</p>
        {devices.map((device) => (
          <DeviceSessions key={device.id} device={device} {...(mayEnd && { onEnd: setEnding, onTake: setTaking })} />
        ))}
        {mayEnd && count > 0 && (
          <div className={settings.buttons}>
            <Button onClick={() => setEnding("all")}>{words.endAll}</Button>
          </div>
        )}
      </div>
      {ending !== undefined && (
        <ActDialog
          title={ending === "all" ? words.endAllTitle(handle) : words.endOneTitle(handle)}
          says={ending === "all" ? words.endAllSays(count) : words.endOneSays}
          verb={ending === "all" ? words.endAll : words.end}
          onClose={() => setEnding(undefined)}
          act={end}
        />
      )}
      {taking !== undefined && (
        <ActDialog
          title={words.takeTitle(cleanName(taking.name), handle)}
          says={words.takeSays}
          verb={words.takeAway}
          onClose={() => setTaking(undefined)}
          act={take}
        />
      )}
    </section>
  );
}

interface DeviceSessionsProps {
  readonly device: DeviceAnswer;
  readonly onEnd?: (session: SessionId) => void;
  readonly onTake?: (device: DeviceAnswer) => void;
}

function DeviceSessions({ device, onEnd, onTake }: DeviceSessionsProps) {
  const words = usePeopleWords();
  const lang = useLang();
  const name = cleanName(device.name);
  return (
    <div>
      <b>{name}</b>{" "}
      <small className={css.handle}>
        {words.added} <Time atMs={device.addedAtMs} />
      </small>
      {device.sessions.length === 0 && (
        <p className={settings.says}>{device.takenAway === true ? words.isTaken : words.noSessions}</p>
      )}
      <ul className={css.sessions}>
        {device.sessions.map((one) => (
          <li key={one.id}>
            <dl className={css.session}>
              <dt>{words.place}</dt>
              <dd>
                {[one.address, one.client && deviceName(one.client)].filter(Boolean).join(" · ") || words.unknown}
              </dd>
              <dt>{words.started}</dt>
              <dd>
                <Time atMs={one.startedAtMs} />
              </dd>
              <dt>{words.used}</dt>
              <dd>
                <Time atMs={one.lastSeenAtMs} />
              </dd>
              <dt>{words.risk}</dt>
              <dd>{one.signs.length === 0 ? sessionRisk(one.signs, lang) : <b>{sessionRisk(one.signs, lang)}</b>}</dd>
              <dt>{words.ends}</dt>
              <dd>
                <Time atMs={Math.min(one.expiresAtMs, one.unusedEndsAtMs)} />
              </dd>
              <dt>{words.key}</dt>
              <dd>{sessionBinding(one.bound, lang)}</dd>
            </dl>
            {onEnd !== undefined && (
              <Button small aria-label={`${words.end}: ${name}`} onClick={() => onEnd(one.id)}>
                {words.end}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {onTake !== undefined && device.takenAway !== true && (
        <div className={settings.buttons}>
          <Button small aria-label={`${words.takeAway}: ${name}`} onClick={() => onTake(device)}>
            {words.takeAway}
          </Button>
        </div>
      )}
    </div>
  );
}
