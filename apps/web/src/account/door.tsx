/** The frame of the pages before one is in: the bird, what this is, and a form. */
import { Languages } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { chooseLang, useLang, useWords } from "../words/use-words.ts";
import css from "./door.module.css";

interface DoorProps {
  readonly title: string;
  readonly says: ReactNode;
  readonly children: ReactNode;
}

export function Door({ title, says, children }: DoorProps) {
  const words = useWords();
  const lang = useLang();
  return (
    <div className={css.door}>
      <header className={css.top}>
        <span className={css.brand}>
          <img src="/icon.svg" alt="" width={34} height={34} /> Warbler
        </span>
        <Button small kind="quiet" onClick={() => chooseLang(lang === "zh" ? "en" : "zh")}>
          <Languages size={16} aria-hidden />
          <span lang={lang === "zh" ? "en" : "zh-CN"}>{lang === "zh" ? "English" : "简体中文"}</span>
        </Button>
      </header>
      <main className={css.main}>
        <h1>{title}</h1>
        <div className={css.says}>{says}</div>
        {children}
      </main>
      <footer className={css.foot}>{words.account.promise}</footer>
    </div>
  );
}
