/** Somebody leaves: what they have, what becomes of each, and doing it. */
import type { AccountId, PersonReview } from "@warbler/protocol";
import { useState } from "react";
import { failureText } from "../../chat/failure-text.ts";
import { useAction } from "../../dialogs/use-action.ts";
import { api } from "../../platform/api.ts";
import { go } from "../../platform/location.ts";
import settings from "../../settings/settings-page.module.css";
import { cleanName } from "../../state/people.ts";
import { useMay } from "../../state/permissions.ts";
import { toast } from "../../state/toasts.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import { RouteLink } from "../../ui/route-link.tsx";
import { useLang } from "../../words/use-words.ts";
import { GuardedProblem } from "../guarded-problem.tsx";
import { placeIn } from "../place.ts";
import { LeaverBots } from "./leaver-bots.tsx";
import css from "./people.module.css";
import { Roles } from "./person-marks.tsx";
import { usePerson } from "./use-person.ts";
import { usePeopleWords } from "./words/use-people-words.ts";

export function LeavingPage({ account }: { readonly account: AccountId }) {
  const words = usePeopleWords();
  const lang = useLang();
  const { review, error, load } = usePerson(account);
  return (
    <>
      <p>
        <RouteLink to={placeIn("people", [account])}>{words.backToPerson}</RouteLink>
      </p>
      <Problem text={error === undefined ? undefined : failureText(error, lang)} />
      {review !== undefined && (
        <>
          <h2 className={css.title}>{words.leavingTitle(cleanName(review.person.name))}</h2>
          <Fates review={review} />
          <LeaverBots account={account} onChanged={load} />
          <Remove review={review} />
        </>
      )}
    </>
  );
}

function Fates({ review: { person, devices, leaving } }: { readonly review: PersonReview }) {
  const { fates, columns } = usePeopleWords();
  const stay = leaving.rooms - leaving.passedOn - leaving.emptied - leaving.endToEnd;
  const rows = [
    [fates.devices(devices.length), fates.devicesGo],
    [fates.sessions(person.sessions), fates.sessionsGo],
    [fates.proofs, fates.proofsGo],
    [stay > 0 && fates.rooms(stay), fates.roomsGo],
    [leaving.passedOn > 0 && fates.passedOn(leaving.passedOn), fates.passedOnGo],
    [leaving.emptied > 0 && fates.emptied(leaving.emptied), fates.emptiedGo],
    [leaving.endToEnd > 0 && fates.endToEnd(leaving.endToEnd), fates.endToEndGo],
    [leaving.bots > 0 && fates.bots(leaving.bots), fates.botsGo],
    [leaving.invitations > 0 && fates.invitations(leaving.invitations), fates.invitationsGo],
    [fates.messages, fates.messagesStay],
  ] as const;
  return (
    <table className={css.fates}>
      <thead>
        <tr>
          <th>{fates.what}</th>
          <th>{fates.becomes}</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <td>
            {fates.of(columns.roles)} <Roles person={person} />
          </td>
          <td>{fates.rolesGo}</td>
        </tr>
        {rows.map(([what, becomes]) =>
          what === false ? null : (
            <tr key={becomes}>
              <td>{what}</td>
              <td>{becomes}</td>
            </tr>
          ),
        )}
      </tbody>
    </table>
  );
}

function Remove({ review: { person } }: { readonly review: PersonReview }) {
  const words = usePeopleWords();
  const mayRemove = useMay("person.remove");
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const action = useAction();
  const { id: account, handle } = person;
  const body = { reason: reason.trim() };
  const remove = () =>
    action.run(async () => {
      await api("removePerson", body, { account });
      toast(words.removed(cleanName(person.name)));
      go(placeIn("people"), { replace: true });
    });
  if (!mayRemove) return <p>{words.mayNotRemove}</p>;
  return (
    <div className={settings.card}>
      <TextField label={words.reason} value={reason} maxLength={500} onText={setReason} />
      <TextField label={words.typeHandle(handle)} autoComplete="off" value={typed} onText={setTyped} />
      <p className={settings.says}>{words.forGood}</p>
      <GuardedProblem action={action} reason={reason} />
      <div className={settings.buttons}>
        <Button
          kind="danger"
          busy={action.isBusy}
          disabled={reason.trim() === "" || typed.trim().replace(/^@/, "") !== handle}
          onClick={remove}
        >
          {words.remove}
        </Button>
      </div>
    </div>
  );
}
