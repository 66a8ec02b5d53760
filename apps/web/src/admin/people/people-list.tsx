/** Everybody in the organisation: found, filtered, sorted, and signed out or suspended, one or many. */
import type { AccountId, ReviewedPerson } from "@warbler/protocol";
import { useEffect, useMemo, useState } from "react";
import { failureText } from "../../chat/failure-text.ts";
import type { Me } from "../../engine/engine-api.ts";
import settings from "../../settings/settings-page.module.css";
import { cleanName } from "../../state/people.ts";
import { useMay } from "../../state/permissions.ts";
import { Button } from "../../ui/button.tsx";
import { type Column, DataTable } from "../../ui/data-table.tsx";
import { TextField } from "../../ui/field.tsx";
import { Problem } from "../../ui/problem.tsx";
import { RouteLink } from "../../ui/route-link.tsx";
import { Select } from "../../ui/select.tsx";
import { Time } from "../../ui/time.tsx";
import { useLang } from "../../words/use-words.ts";
import { placeIn, useQueryValue } from "../place.ts";
import { useRoleNames } from "../roles/use-role-names.ts";
import { BulkDialog } from "./bulk-dialog.tsx";
import css from "./people.module.css";
import { Roles, Signs } from "./person-marks.tsx";
import { ONLY, useReview } from "./use-review.ts";
import { usePeopleWords } from "./words/use-people-words.ts";

const NOBODY: ReadonlySet<AccountId> = new Set();

export function PeopleList({ me }: { readonly me: Me }) {
  const words = usePeopleWords();
  const lang = useLang();
  const roles = useRoleNames();
  const [text, setText] = useQueryValue("text");
  const [role, setRole] = useQueryValue("role");
  const [only, setOnly] = useQueryValue("only");
  const [sort, setSort] = useQueryValue("sort", "name");
  const { people, isDone, isCut, error, load } = useReview(role, only);
  const [chosen, setChosen] = useState(NOBODY);
  const [bulk, setBulk] = useState<"sign-out" | "suspend">();
  const [maySignOut, maySuspend] = [useMay("person.sign-out"), useMay("person.suspend")];
  const columns = useColumns();
  const found = useMemo(() => people.filter((one) => isNamed(one, text)), [people, text]);
  useEffect(() => setChosen(NOBODY), [text, role, only]);
  const picked = found.filter(({ id }) => chosen.has(id));
  return (
    <>
      <p className={settings.says}>{words.says}</p>
      <div className={css.filters}>
        <TextField label={words.find} type="search" value={text} onText={setText} />
        <Select
          label={words.role}
          value={role}
          options={[
            { value: "", label: words.anyRole },
            ...roles.all.map((one) => ({ value: one, label: roles.of(one) })),
          ]}
          onChoose={setRole}
        />
        <Select
          label={words.only}
          value={only}
          options={[
            { value: "", label: words.everybody },
            ...ONLY.map((value) => ({ value, label: value === "suspended" ? words.suspended : words.signs[value] })),
          ]}
          onChoose={setOnly}
        />
      </div>
      <Problem text={error === undefined ? undefined : failureText(error, lang)} />
      <div className={css.bar}>
        <p role="status" aria-busy={!isDone}>
          {isDone ? words.count(found.length) : words.loading(found.length)} {isCut && words.cut}
        </p>
        {picked.length > 0 && (
          <>
            <b>{words.chosen(picked.length)}</b>
            {maySignOut && (
              <Button small onClick={() => setBulk("sign-out")}>
                {words.signOut}
              </Button>
            )}
            {maySuspend && (
              <Button small onClick={() => setBulk("suspend")}>
                {words.suspend}
              </Button>
            )}
          </>
        )}
      </div>
      <DataTable
        label={words.list}
        rows={found}
        columns={columns}
        keyOf={({ id }) => id}
        nameOf={({ name }) => cleanName(name)}
        sort={sort}
        onSort={setSort}
        {...((maySignOut || maySuspend) && { choice: { chosen, onChoose: setChosen } })}
      />
      {bulk !== undefined && (
        <BulkDialog
          kind={bulk}
          me={me}
          people={picked}
          onClose={() => {
            setBulk(undefined);
            setChosen(NOBODY);
            load();
          }}
        />
      )}
    </>
  );
}

function isNamed({ name, handle }: ReviewedPerson, text: string): boolean {
  const wanted = text.trim().toLowerCase().replace(/^@/, "");
  return name.toLowerCase().includes(wanted) || handle.toLowerCase().includes(wanted);
}

function useColumns(): readonly Column<ReviewedPerson>[] {
  const words = usePeopleWords();
  const roles = useRoleNames();
  const lang = useLang();
  return useMemo(
    () => [
      {
        name: "name",
        title: words.columns.name,
        by: ({ name }) => name,
        cell: ({ id, name, handle }) => (
          <>
            <RouteLink to={placeIn("people", [id])}>{cleanName(name)}</RouteLink>
            <small className={css.handle}>@{handle}</small>
          </>
        ),
      },
      {
        name: "role",
        title: words.columns.roles,
        by: ({ role }) => roles.of(role),
        cell: (one) => <Roles person={one} />,
      },
      {
        name: "factors",
        title: words.columns.factors,
        by: ({ factors }) => factors.length,
        cell: ({ factors }) => factors.map((kind) => words.factors[kind]).join(", ") || "–",
        spare: true,
      },
      {
        name: "sso",
        title: words.columns.sso,
        by: ({ sso }) => sso.length,
        cell: ({ sso }) => sso.map(({ names }) => names[lang]).join(", ") || "–",
        spare: true,
      },
      {
        name: "devices",
        title: words.columns.devices,
        by: ({ devices }) => devices,
        cell: ({ devices }) => devices,
        spare: true,
      },
      {
        name: "active",
        title: words.columns.active,
        by: ({ lastActiveAtMs }) => lastActiveAtMs ?? 0,
        cell: ({ lastActiveAtMs }) => (lastActiveAtMs === undefined ? "–" : <Time atMs={lastActiveAtMs} />),
        spare: true,
      },
      {
        name: "signs",
        title: words.columns.signs,
        by: ({ signs, suspended }) => signs.length + (suspended ? 10 : 0),
        cell: (one) => <Signs person={one} />,
      },
    ],
    [words, roles, lang],
  );
}
