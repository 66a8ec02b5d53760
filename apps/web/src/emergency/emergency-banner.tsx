/**
 * Says above everything, as long as it lasts, that somebody has a role by an emergency: to the person themselves, and to every officer.
 * Then, to who may judge it, that it waits for that.
 */
import type { EmergenciesNow, Emergency } from "@warbler/protocol";
import { Siren } from "lucide-react";
import { placeIn } from "../admin/place.ts";
import { useAction } from "../dialogs/use-action.ts";
import { api } from "../platform/api.ts";
import { useMyAccount, useName } from "../state/people.ts";
import { useMay } from "../state/permissions.ts";
import { toast } from "../state/toasts.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { RouteLink } from "../ui/route-link.tsx";
import { clockTime } from "../ui/times.ts";
import { useLang } from "../words/use-words.ts";
import css from "./emergency.module.css";
import { look } from "./emergency-state.ts";
import { useTakenName } from "./use-taken-name.ts";
import { useEmergencyWords } from "./words/use-emergency-words.ts";

export function EmergencyBanner({ now: { active, unjudged } }: { readonly now: EmergenciesNow }) {
  const me = useMyAccount();
  if (active.length === 0) return <Unjudged count={unjudged} />;
  return (
    <div className={css.loud}>
      {active.map((one) => (
        <One key={one.id} emergency={one} isMine={one.account === me} />
      ))}
    </div>
  );
}

function Unjudged({ count }: { readonly count: number }) {
  const words = useEmergencyWords().banner;
  return (
    <Banner icon={<Siren size={22} aria-hidden />} says={<b>{words.unjudged(count)}</b>}>
      <RouteLink to={placeIn("emergencies")}>{words.look}</RouteLink>
    </Banner>
  );
}

function One({ emergency, isMine }: { readonly emergency: Emergency; readonly isMine: boolean }) {
  const words = useEmergencyWords().banner;
  const lang = useLang();
  const who = useName(emergency.account);
  const role = useTakenName()(emergency);
  const mayEnd = useMay("emergency.end");
  const action = useAction();
  const until = clockTime(emergency.untilMs, lang);
  const end = () =>
    action.run(async () => {
      await api(isMine ? "endOwnEmergency" : "endEmergency", undefined, { emergency: emergency.id });
      toast(words.ended);
      look();
    });
  return (
    <Banner
      icon={<Siren size={24} aria-hidden />}
      isUrgent={isMine}
      says={
        <>
          <b>{isMine ? words.mine(role, until) : words.other(who, role, until)}</b>
          <p>
            <small>
              {action.problem ?? (isMine ? words.mineSays(emergency.reason) : words.otherSays(emergency.reason))}
            </small>
          </p>
        </>
      }
    >
      {(isMine || mayEnd) && (
        <Button small kind="danger" busy={action.isBusy} onClick={end}>
          {isMine ? words.endMine : words.endOther(who)}
        </Button>
      )}
      {!isMine && <RouteLink to={placeIn("emergencies")}>{words.look}</RouteLink>}
    </Banner>
  );
}
