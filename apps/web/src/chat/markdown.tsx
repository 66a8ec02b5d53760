/**
 * Markdown as React elements. Markup in a message is text, an image is a link to it, and nothing is fetched; what nests
 * too deep is shown as it was written.
 */
import { splitByMentions } from "@warbler/protocol/mention-text";
import type { Nodes, Parents, Table } from "mdast";
import { Fragment, type ReactNode } from "react";
import { CodeBlock } from "./code-block.tsx";
import css from "./markdown.module.css";
import { parseMarkdown } from "./parse-markdown.ts";
import { SafeLink } from "./safe-link.tsx";

const DEEPEST = 12;

export interface MarkdownProps {
  readonly text: string;
  /** Names that stand for people when written with an @ before them. */
  readonly mentions?: readonly MentionName[];
}

export interface MentionName {
  readonly name: string;
  readonly isMe: boolean;
}

export function Markdown({ text, mentions = [] }: MarkdownProps) {
  const root = parseMarkdown(text);
  return <div className={css.markdown}>{childrenOf(root, { source: text, mentions, depth: 0 })}</div>;
}

interface Place {
  readonly source: string;
  readonly mentions: readonly MentionName[];
  readonly depth: number;
}

function childrenOf(parent: Parents, place: Place): ReactNode {
  if (place.depth > DEEPEST) return writtenAs(parent, place);
  const inner = { ...place, depth: place.depth + 1 };
  return parent.children.map((child, at) => <Fragment key={at}>{elementOf(child, inner)}</Fragment>);
}

function elementOf(node: Nodes, place: Place): ReactNode {
  switch (node.type) {
    case "text":
      return withBreaks(node.value, place);
    case "paragraph":
      return <p>{childrenOf(node, place)}</p>;
    case "emphasis":
      return <em>{childrenOf(node, place)}</em>;
    case "strong":
      return <strong>{childrenOf(node, place)}</strong>;
    case "delete":
      return <del>{childrenOf(node, place)}</del>;
    case "inlineCode":
      return <code className={css.code}>{node.value}</code>;
    case "code":
      return <CodeBlock code={node.value} language={node.lang ?? ""} />;
    case "break":
      return <br />;
    case "blockquote":
      return <blockquote>{childrenOf(node, place)}</blockquote>;
    case "heading":
      return <p className={css.heading}>{childrenOf(node, place)}</p>;
    case "thematicBreak":
      return <hr />;
    case "list":
      return node.ordered === true ? (
        <ol start={node.start ?? 1}>{childrenOf(node, place)}</ol>
      ) : (
        <ul>{childrenOf(node, place)}</ul>
      );
    case "listItem":
      return <li>{childrenOf(node, place)}</li>;
    case "link":
      return (
        <SafeLink href={node.url} text={plainTextOf(node)}>
          {childrenOf(node, place)}
        </SafeLink>
      );
    case "image":
      return (
        <SafeLink href={node.url} text={node.alt ?? node.url}>
          {node.alt === null || node.alt === undefined || node.alt === "" ? node.url : node.alt}
        </SafeLink>
      );
    case "table":
      return <TableOf table={node} place={place} />;
    case "root":
    case "tableRow":
    case "tableCell":
      return childrenOf(node, place);
    case "html":
    case "linkReference":
    case "imageReference":
    case "definition":
    case "footnoteDefinition":
    case "footnoteReference":
    case "yaml":
      return withBreaks(writtenAs(node, place), place);
  }
}

function TableOf({ table, place }: { readonly table: Table; readonly place: Place }) {
  const [head, ...rows] = table.children;
  return (
    <div className={css.table} tabIndex={0} role="group">
      <table>
        <thead>
          <tr>
            {head?.children.map((cell, at) => (
              <th key={at}>{childrenOf(cell, place)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              {row.children.map((cell, column) => (
                <td key={column}>{childrenOf(cell, place)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The source of a node, letter for letter. */
function writtenAs({ position }: Nodes, { source }: Place): string {
  return position === undefined ? "" : source.slice(position.start.offset, position.end.offset);
}

/** A line that was broken is broken, as in every chat. */
function withBreaks(text: string, { mentions }: Place): ReactNode {
  const lines = text.split("\n");
  return lines.map((line, at) => (
    <Fragment key={at}>
      {at > 0 && <br />}
      {withMentions(line, mentions)}
    </Fragment>
  ));
}

function withMentions(line: string, mentions: readonly MentionName[]): ReactNode {
  if (mentions.length === 0) return line;
  return splitByMentions(line, mentions).map(({ text, named }, at) => {
    if (named.length === 0) return <Fragment key={at}>{text}</Fragment>;
    return (
      <span key={at} className={named.some(({ isMe }) => isMe) ? css.mentionMe : css.mention}>
        {text}
      </span>
    );
  });
}

function plainTextOf(node: Nodes): string {
  if ("value" in node) return node.value;
  return "children" in node ? node.children.map(plainTextOf).join("") : "";
}

/** A message in one line, without its marks. */
export function plainText(text: string): string {
  return plainTextOf(parseMarkdown(text.slice(0, 400)))
    .replaceAll(/\s+/g, " ")
    .trim();
}
