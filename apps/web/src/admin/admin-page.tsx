/** The console: the sections that the person may open, and the one that the address names. */
import { Suspense, useEffect } from "react";
import type { Me } from "../engine/engine-api.ts";
import { go } from "../platform/location.ts";
import { Button } from "../ui/button.tsx";
import { SectionFrame } from "../ui/section-frame.tsx";
import { useLang, useWords } from "../words/use-words.ts";
import css from "./admin-page.module.css";
import { useOpenSections } from "./open-sections.ts";
import { placeIn } from "./place.ts";

export function AdminPage({ me, section }: { readonly me: Me; readonly section: string }) {
  const { admin } = useWords();
  const lang = useLang();
  const open = useOpenSections();
  const first = open?.[0]?.name;
  const here = open?.find(({ name }) => name === section);
  useEffect(() => {
    if (section === "" && first !== undefined) go(placeIn(first), { replace: true });
  }, [section, first]);
  const entries = (open ?? []).map(({ name, title, icon }) => ({ name, title: title[lang], icon, to: placeIn(name) }));
  return (
    <SectionFrame title={admin.title} sections={entries} open={section} wide>
      {here !== undefined && (
        <>
          <h1>{here.title[lang]}</h1>
          <Suspense fallback={<div className={css.loading} aria-busy="true" />}>
            <here.Section me={me} />
          </Suspense>
        </>
      )}
      {open === undefined && <h1 aria-busy="true">{admin.title}</h1>}
      {open !== undefined && here === undefined && (section !== "" || first === undefined) && <NotHere />}
    </SectionFrame>
  );
}

/** No such section, or none for the roles that the person has now. */
function NotHere() {
  const { admin } = useWords();
  return (
    <>
      <h1>{admin.title}</h1>
      <p className={css.says}>{admin.notHere}</p>
      <Button onClick={() => go({ page: "settings", section: "roles" })}>{admin.why}</Button>
    </>
  );
}
