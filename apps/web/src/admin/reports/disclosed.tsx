/** The messages that a report discloses, each with who vouches for its author. */
import type { ReportId } from "@warbler/protocol";
import type { DisclosedMessage } from "@warbler/sdk/admin";
import { useEffect, useState } from "react";
import { failureText } from "../../chat/failure-text.ts";
import { Markdown } from "../../chat/markdown.tsx";
import { engine } from "../../platform/engine.ts";
import { useReportWords } from "../../reports/words/use-report-words.ts";
import { useName } from "../../state/people.ts";
import { Problem } from "../../ui/problem.tsx";
import { dateTime } from "../../ui/times.ts";
import { useLang } from "../../words/use-words.ts";
import css from "./reports.module.css";

export function Disclosed({ id }: { readonly id: ReportId }) {
  const words = useReportWords();
  const lang = useLang();
  const [messages, setMessages] = useState<readonly DisclosedMessage[]>([]);
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    engine.ask("readReport", id).then((opened) => setMessages(opened.messages), setError);
  }, [id]);
  const [reported, ...context] = messages;
  const inOrder = context.toSorted((a, b) => a.seq - b.seq);
  return (
    <div className={css.disclosed}>
      <Problem text={error === undefined ? undefined : failureText(error, lang)} />
      {reported !== undefined && <Message message={reported} />}
      {inOrder.length > 0 && <h2>{words.contextTitle}</h2>}
      {inOrder.map((message) => (
        <Message key={message.seq} message={message} />
      ))}
    </div>
  );
}

function Message({ message }: { readonly message: DisclosedMessage }) {
  const words = useReportWords();
  const lang = useLang();
  const author = useName(message.author);
  const { text, files, authorship, atMs } = message;
  return (
    <blockquote className={css.message} data-authorship={authorship}>
      <b>{author}</b> <small>{dateTime(atMs, lang)}</small>
      <Markdown text={text} />
      {files.length > 0 && <small>{words.files(files.join(", "))}</small>}
      <p className={css.vouched}>{words.authorship[authorship]}</p>
    </blockquote>
  );
}
