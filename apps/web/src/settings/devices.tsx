/** Every device that may speak for this account, and the way to take that from it. */
import { type DeviceAnswer, type SessionId, sessionBinding, sessionRisk } from "@warbler/protocol";
import type { OwnDevice } from "@warbler/sdk";
import { MonitorSmartphone } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { failureText } from "../chat/failure-text.ts";
import { useAction } from "../dialogs/use-action.ts";
import { deviceName } from "../platform/device-name.ts";
import { engine } from "../platform/engine.ts";
import { IdentityBanner } from "../security/identity-banner.tsx";
import { cleanName } from "../state/people.ts";
import { toast } from "../state/toasts.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { join } from "../ui/join.ts";
import { Problem } from "../ui/problem.tsx";
import { dateTime } from "../ui/times.ts";
import { useLang, useWords } from "../words/use-words.ts";
import css from "./settings-page.module.css";

export function Devices() {
  const words = useWords().devices;
  const lang = useLang();
  const [devices, setDevices] = useState<readonly DeviceAnswer[]>();
  const [error, setError] = useState<unknown>();
  const [asked, setAsked] = useState<DeviceAnswer>();
  const [listed, setListed] = useState<readonly OwnDevice[]>([]);
  const load = useCallback(() => {
    engine.ask("devices").then(setDevices, setError);
    engine.ask("ownDevices").then(setListed, () => undefined);
  }, []);
  useEffect(() => {
    load();
    return engine.onEvent((event) => {
      if (event.type === "identity") load();
    });
  }, [load]);
  return (
    <>
      <p className={css.intro}>{words.says}</p>
      <div className={css.notice}>
        <IdentityBanner />
      </div>
      <div className={css.card}>
        <Problem text={error === undefined ? undefined : failureText(error, lang)} />
        {devices?.map((device) => {
          const own = listed.find(({ id }) => id === device.id);
          return (
            <div key={device.id} className={css.row}>
              <MonitorSmartphone size={26} aria-hidden />
              <div className={css.grow}>
                <b>
                  {cleanName(device.name)} {device.current && <span className={css.tag}>{words.current}</span>}
                  {own !== undefined && (
                    <span className={join(css.tag, !own.listed && css.wanting)}>
                      {own.listed ? words.listed : words.notListed}
                    </span>
                  )}
                </b>
                <small>{words.lastSeen(dateTime(device.lastSeenAtMs, lang))}</small>
                <Sessions device={device} onEnded={load} />
                <small>{words.added(dateTime(device.addedAtMs, lang), device.sessions.length)}</small>
                {device.takenAway === true && <small>{words.takenAway}</small>}
                {own !== undefined && <small>{own.listed ? words.fingerprint(own.fingerprint) : words.unlisted}</small>}
              </div>
              {!device.current && (
                <Button small onClick={() => setAsked(device)}>
                  {words.remove}
                </Button>
              )}
            </div>
          );
        })}
      </div>
      <EndOthers onEnded={load} />
      {asked !== undefined && (
        <RemoveDevice
          device={asked}
          onClose={() => {
            setAsked(undefined);
            load();
          }}
        />
      )}
    </>
  );
}

/** Where somebody is signed in on this device. This very session ends by signing out. */
function Sessions({ device, onEnded }: { readonly device: DeviceAnswer; readonly onEnded: () => void }) {
  const words = useWords().devices;
  const lang = useLang();
  const action = useAction();
  const end = (id: SessionId) =>
    action.run(async () => {
      await engine.ask("endSession", id);
      onEnded();
    });
  return (
    <ul className={css.sessions}>
      {device.sessions.map(({ id, client, address, lastSeenAtMs, startedAtMs, bound, current, signs }) => (
        <li key={id}>
          <small>
            {client !== undefined && address !== undefined && `${words.session(deviceName(client), address)} · `}
            {words.used(dateTime(lastSeenAtMs, lang), dateTime(startedAtMs, lang))} ·{" "}
            {signs.length === 0 ? sessionRisk(signs, lang) : <b>{sessionRisk(signs, lang)}</b>} ·{" "}
            {sessionBinding(bound, lang)}
          </small>
          {!current && (
            <Button small kind="quiet" busy={action.isBusy} onClick={() => end(id)}>
              {words.endSession}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Ends all other sessions of this person. */
export function EndOthers({ onEnded }: { readonly onEnded: () => void }) {
  const words = useWords().devices;
  const action = useAction();
  const end = () =>
    action.run(async () => {
      await engine.ask("endOtherSessions");
      toast(words.ended);
      onEnded();
    });
  return (
    <div className={css.card}>
      <div className={css.row}>
        <p className={join(css.grow, css.says)}>{words.endOthersSays}</p>
        <Button busy={action.isBusy} onClick={end}>
          {words.endOthers}
        </Button>
      </div>
      <Problem text={action.problem} />
    </div>
  );
}

function RemoveDevice({ device, onClose }: { readonly device: DeviceAnswer; readonly onClose: () => void }) {
  const words = useWords();
  const action = useAction();
  const remove = () =>
    action.run(async () => {
      await engine.ask("removeDevice", device.id);
      onClose();
    });
  return (
    <Dialog
      title={words.devices.removeTitle(cleanName(device.name))}
      says={words.devices.removeSays}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button kind="danger" busy={action.isBusy} onClick={remove}>
            {words.devices.remove}
          </Button>
        </>
      }
    >
      <Problem text={action.problem} />
    </Dialog>
  );
}
