/** People under a heading that counts them. */
import type { AccountId } from "@warbler/protocol";
import type { ReactNode } from "react";
import { useName } from "../state/people.ts";
import { Avatar } from "../ui/avatar.tsx";
import css from "./people-list.module.css";

interface PeopleListProps {
  readonly title: string;
  readonly count: number;
  /** Items of a list: `Person` or `Named`. */
  readonly children: ReactNode;
}

export function PeopleList({ title, count, children }: PeopleListProps) {
  return (
    <section>
      <h3 className={css.title}>
        {title} ({count})
      </h3>
      <ul className={css.people}>{children}</ul>
    </section>
  );
}

export function Person({ account }: { readonly account: AccountId }) {
  return <Named id={account} name={useName(account)} />;
}

/** Somebody of whom there is a name, as in what was imported. */
export function Named({ id, name }: { readonly id: string; readonly name: string }) {
  return (
    <li>
      <Avatar id={id} name={name} size={26} /> <span dir="auto">{name}</span>
    </li>
  );
}
