/** What is told of a person in few words: roles and until when, and what speaks against the account. */
import type { ReviewedPerson } from "@warbler/protocol";
import settings from "../../settings/settings-page.module.css";
import { join } from "../../ui/join.ts";
import { Time } from "../../ui/time.tsx";
import { useRoleNames } from "../roles/use-role-names.ts";
import css from "./people.module.css";
import { usePeopleWords } from "./words/use-people-words.ts";

export function Roles({ person: { role, held } }: { readonly person: ReviewedPerson }) {
  const words = usePeopleWords();
  const roles = useRoleNames();
  return (
    <span className={css.marks}>
      <span>{roles.of(role)}</span>
      {held.map((one) => (
        <span key={one.role}>
          + {roles.of(one.role)}
          {one.untilMs !== undefined && (
            <small className={css.handle}>
              {words.until} <Time atMs={one.untilMs} />
            </small>
          )}
        </span>
      ))}
    </span>
  );
}

export function Signs({ person: { suspended, signs } }: { readonly person: ReviewedPerson }) {
  const words = usePeopleWords();
  return (
    <span className={css.marks}>
      {suspended && <span className={join(settings.tag, css.suspended)}>{words.suspended}</span>}
      {signs.map((sign) => (
        <span key={sign} className={join(settings.tag, settings.wanting)}>
          {words.signs[sign]}
        </span>
      ))}
    </span>
  );
}
