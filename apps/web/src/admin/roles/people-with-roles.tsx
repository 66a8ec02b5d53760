/** Who has another role than member, first ones and those held beside; what is done about it stands on a person's page. */
import { type HeldRole, isGrantedRole, ORG_ROLES, type Person } from "@warbler/protocol";
import { useEffect, useState } from "react";
import { failureText } from "../../chat/failure-text.ts";
import { api } from "../../platform/api.ts";
import { engine } from "../../platform/engine.ts";
import settings from "../../settings/settings-page.module.css";
import { cleanName } from "../../state/people.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Problem } from "../../ui/problem.tsx";
import { RouteLink } from "../../ui/route-link.tsx";
import { Time } from "../../ui/time.tsx";
import { useLang } from "../../words/use-words.ts";
import { placeIn } from "../place.ts";
import { useRoleNames } from "./use-role-names.ts";
import { useRoleWords } from "./words/use-role-words.ts";

export function PeopleWithRoles() {
  const words = useRoleWords().people;
  const lang = useLang();
  const roles = useRoleNames();
  const [people, setPeople] = useState<readonly Person[]>([]);
  const [held, setHeld] = useState<readonly HeldRole[]>([]);
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    engine.ask("directory").then(setPeople, setError);
    api("heldRoles", undefined).then((answer) => setHeld(answer.held), setError);
  }, []);
  const heldBy = Map.groupBy(held, ({ account }) => account);
  const shown = people
    .filter(
      ({ id, role, suspended }) => isGrantedRole(role) && (role !== "member" || suspended === true || heldBy.has(id)),
    )
    .toSorted((a, b) => ORG_ROLES.indexOf(a.role) - ORG_ROLES.indexOf(b.role) || a.name.localeCompare(b.name));
  return (
    <section aria-labelledby="people-roles-title">
      <h2 id="people-roles-title" className={settings.heading}>
        {words.title}
      </h2>
      <div className={settings.card}>
        <p className={settings.says}>{words.says}</p>
        <Problem text={error === undefined ? undefined : failureText(error, lang)} />
        {shown.map(({ id, name, handle, role, suspended }) => (
          <div key={id} className={settings.row}>
            <Avatar id={id} name={cleanName(name)} size={36} />
            <div className={settings.grow}>
              <b>
                <RouteLink to={placeIn("people", [id])}>{cleanName(name)}</RouteLink>
                {suspended === true && <span className={settings.tag}>{words.suspended}</span>}
              </b>
              <small>@{handle}</small>
            </div>
            <span>
              {roles.of(role)}
              {heldBy.get(id)?.map((one) => (
                <span key={one.role} className={settings.says}>
                  {" "}
                  + {roles.of(one.role)}{" "}
                  {one.untilMs !== undefined && (
                    <>
                      {words.until} <Time atMs={one.untilMs} />
                    </>
                  )}
                </span>
              ))}
            </span>
          </div>
        ))}
      </div>
    </section>
  );
}
