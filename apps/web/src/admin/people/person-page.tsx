/** One person: what speaks against the account, roles, devices and sessions, and what one may do about them. */
import type { AccountId, PersonReview, ReviewedPerson } from "@warbler/protocol";
import { useState } from "react";
import { failureText } from "../../chat/failure-text.ts";
import { useAction } from "../../dialogs/use-action.ts";
import type { Me } from "../../engine/engine-api.ts";
import { api } from "../../platform/api.ts";
import { go } from "../../platform/location.ts";
import { Why } from "../../security/why.tsx";
import settings from "../../settings/settings-page.module.css";
import { cleanName } from "../../state/people.ts";
import { useMay } from "../../state/permissions.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/problem.tsx";
import { RouteLink } from "../../ui/route-link.tsx";
import { Time } from "../../ui/time.tsx";
import { useLang } from "../../words/use-words.ts";
import { GuardedProblem } from "../guarded-problem.tsx";
import { placeIn } from "../place.ts";
import { ActDialog } from "./act-dialog.tsx";
import css from "./people.module.css";
import { Signs } from "./person-marks.tsx";
import { PersonRoles } from "./person-roles.tsx";
import { Sessions } from "./sessions.tsx";
import { usePerson } from "./use-person.ts";
import { usePeopleWords } from "./words/use-people-words.ts";

export function PersonPage({ account, me }: { readonly account: AccountId; readonly me: Me }) {
  const words = usePeopleWords();
  const lang = useLang();
  const mayExplain = useMay("permission.explain");
  const { review, error, load } = usePerson(account);
  return (
    <>
      <p>
        <RouteLink to={placeIn("people")}>{words.back}</RouteLink>
      </p>
      <Problem text={error === undefined ? undefined : failureText(error, lang)} />
      {review !== undefined && (
        <>
          <Who person={review.person} />
          <PersonRoles person={review.person} onChanged={load} />
          <Sessions account={account} handle={review.person.handle} devices={review.devices} onChanged={load} />
          {account !== me.account && <Standing review={review} onChanged={load} />}
        </>
      )}
      {mayExplain && <Why me={me} of={account} />}
    </>
  );
}

function Who({ person }: { readonly person: ReviewedPerson }) {
  const words = usePeopleWords();
  const lang = useLang();
  const name = cleanName(person.name);
  return (
    <>
      <div className={css.who}>
        <Avatar id={person.id} name={name} size={48} />
        <div className={settings.grow}>
          <h2>{name}</h2>
          <small>@{person.handle}</small>
        </div>
        <Signs person={person} />
      </div>
      <dl className={css.facts}>
        <dt>{words.columns.factors}</dt>
        <dd>{person.factors.map((kind) => words.factors[kind]).join(", ") || words.noFactors}</dd>
        <dt>{words.columns.sso}</dt>
        <dd>{person.sso.map(({ names }) => names[lang]).join(", ") || words.noSso}</dd>
        <dt>{words.joined}</dt>
        <dd>
          <Time atMs={person.joinedAtMs} />
        </dd>
        <dt>{words.columns.active}</dt>
        <dd>{person.lastActiveAtMs === undefined ? words.never : <Time atMs={person.lastActiveAtMs} />}</dd>
      </dl>
      {person.signs.length > 0 && (
        <ul className={css.meaning}>
          {person.signs.map((sign) => (
            <li key={sign}>
              <b>{words.signs[sign]}</b> {words.meaning[sign]}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Standing({
  review: { person, leaving },
  onChanged,
}: {
  readonly review: PersonReview;
  readonly onChanged: () => Promise<void>;
}) {
  const words = usePeopleWords();
  const [maySuspend, mayReinstate] = [useMay("person.suspend"), useMay("person.reinstate")];
  const mayRemove = useMay("person.remove");
  const [isSuspending, setSuspending] = useState(false);
  const action = useAction();
  const { id: account, handle, suspended } = person;
  const name = cleanName(person.name);
  const mayChange = suspended ? mayReinstate : maySuspend;
  if (!mayChange && !mayRemove) return null;
  const reinstate = () =>
    action.run(async () => {
      await api("reinstatePerson", undefined, { account });
      await onChanged();
    });
  return (
    <section aria-labelledby="standing-title">
      <h2 id="standing-title" className={settings.heading}>
        {words.standing}
      </h2>
      <div className={settings.card}>
        {mayChange && (
          <div className={settings.row}>
            <p className={settings.grow}>{suspended ? words.suspendedSays : words.suspendSays}</p>
            <Button busy={action.isBusy} onClick={() => (suspended ? reinstate() : setSuspending(true))}>
              {suspended ? words.reinstate : words.suspend}
            </Button>
          </div>
        )}
        {mayRemove && (
          <div className={settings.row}>
            <p className={settings.grow}>{words.removeSays}</p>
            <Button onClick={() => go(placeIn("people", [account, "leaving"]))}>{words.toLeaving}</Button>
          </div>
        )}
        <GuardedProblem action={action} />
      </div>
      {isSuspending && (
        <ActDialog
          title={words.suspendTitle(name)}
          says={words.suspendPreview(person.sessions, leaving.rooms)}
          verb={words.suspend}
          handle={handle}
          onClose={() => setSuspending(false)}
          act={async (reason) => {
            await api("suspendPerson", { reason }, { account });
            setSuspending(false);
            await onChanged();
          }}
        />
      )}
    </section>
  );
}
