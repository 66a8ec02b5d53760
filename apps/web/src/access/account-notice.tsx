/** Tells a person what happened to their account by another device, so that they can end it if it was not them. */
import { ShieldAlert } from "lucide-react";
import { go } from "../platform/location.ts";
import { useMay } from "../state/permissions.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { dateTime } from "../ui/times.ts";
import { useLang } from "../words/use-words.ts";
import { accountNoticesKnown, NOTICES, useAccountNotice } from "./account-state.ts";
import { useAccessWords } from "./words/use-access-words.ts";

export function AccountNotice() {
  const words = useAccessWords().account;
  const lang = useLang();
  const maySeeBots = useMay("bot.list");
  const notice = useAccountNotice();
  if (notice === undefined) return null;
  const { newest, count } = notice;
  const isToken = newest.kind === "token.ends-soon";
  const isTaken = newest.kind === "device.removed";
  const says = isToken ? words.tokenSays : isTaken ? words.takenSays : words.says;
  const look = () => {
    accountNoticesKnown(newest);
    go(isToken ? { page: "admin", section: "tokens", path: [], query: "" } : { page: "settings", section: "devices" });
  };
  return (
    <Banner
      icon={<ShieldAlert size={22} aria-hidden />}
      says={
        <>
          <b>{words[NOTICES[newest.kind]](dateTime(newest.atMs, lang))}</b>
          <p>
            <small>{count > 1 ? words.more(count - 1) : says}</small>
          </p>
        </>
      }
    >
      {(!isToken || maySeeBots) && (
        <Button small kind={isToken ? "plain" : "danger"} onClick={look}>
          {isToken ? words.tokens : words.devices}
        </Button>
      )}
      <Button small onClick={() => accountNoticesKnown(newest)}>
        {isToken || isTaken ? words.iKnow : words.known}
      </Button>
    </Banner>
  );
}
