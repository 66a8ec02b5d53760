/**
 * Turns Slack's message text into Markdown that shows the same. Slack's markup (`*bold*`, `<url|label>`, `<@U1>`) is
 * translated, its three entities are decoded once, and what Slack shows as it stands but Markdown would interpret is
 * escaped with a backslash. Runs in time linear in the text.
 *
 * Source: https://api.slack.com/reference/surfaces/formatting
 */
import { withEmoji } from "../emoji.ts";
import { type PersonSourceId, sourceId } from "../records.ts";
import { escapedLineStart, escapedMarkdown, pairingCharacters } from "./escaped-markdown.ts";

export interface SlackNames {
  /** Undefined for people the export does not list. */
  personName(id: string): string | undefined;
  channelName(id: string): string | undefined;
}

export interface SlackMarkdown {
  readonly text: string;
  /** Listed people, each once, in order of first mention. */
  readonly mentions: readonly PersonSourceId[];
  /** How often the text mentions somebody the export does not list. */
  readonly unlistedMentions: number;
}

/** Never throws, whatever the text. */
export function markdownFromSlack(text: string, names: SlackNames): SlackMarkdown {
  if (!MAY_BE_MARKUP.test(text)) return { text: withEmoji(text), mentions: [], unlistedMentions: 0 };
  // Code, links and mentions are set aside first: emphasis may enclose them but does not look inside.
  const atoms: string[] = [];
  const mentionedIds: string[] = [];
  const flat = text.replace(ATOM, (whole: string, fence: Capture, code: Capture, angle: Capture, offset: number) => {
    if (angle?.startsWith("@")) mentionedIds.push(partsOf(angle.slice(1)).target);
    if (fence !== undefined)
      atoms.push(fenceAlone(fence, text.slice(0, offset), text.slice(offset + whole.length), names));
    else if (code !== undefined) atoms.push(`\`${plainCode(code, names)}\``);
    else if (angle !== undefined) atoms.push(markdownOfAngle(angle, names));
    else atoms.push(decodedEntities(whole));
    return ATOM_MARK;
  });
  const lines = withEmoji(decodedEntities(flat)).split("\n");
  const pairing = pairingCharacters(text);
  const marked = lines.map((line) => escapedLineStart(emphasised(line, { markers: "*_~", pairing }))).join("\n");
  let next = 0;
  return {
    text: marked.replaceAll(ATOM_MARK, () => atoms[next++] ?? ""),
    mentions: [...new Set(mentionedIds)]
      .filter((id) => names.personName(id) !== undefined)
      .map((id) => sourceId<PersonSourceId>(id)),
    unlistedMentions: mentionedIds.filter((id) => names.personName(id) === undefined).length,
  };
}

type Capture = string | undefined;

const MAY_BE_MARKUP = /[&<*_~`\\[#=\-\uffff]|https?:/;

// A noncharacter stands for each atom; where the text itself has one, that is made an atom, so that the two never mix.
const ATOM_MARK = "\uffff";
const ATOM = /```([\s\S]+?)```|`([^`\n]+)`|<([^<>\n]*)>|https?:\/\/[^\s<>`|\uffff]+|\uffff/g;

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["&amp;", "&"],
  ["&lt;", "<"],
  ["&gt;", ">"],
]);

function decodedEntities(text: string): string {
  return text.includes("&") ? text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES.get(entity) ?? entity) : text;
}

/** Slack's fences may stand inside a line; Markdown's need lines of their own. */
function fenceAlone(code: string, before: string, after: string, names: SlackNames): string {
  const opening = before === "" || before.endsWith("\n") ? "```\n" : "\n```\n";
  const closing = after === "" || after.startsWith("\n") ? "\n```" : "\n```\n";
  return opening + plainCode(code, names).replace(/^\n|\n$/g, "") + closing;
}

function plainCode(code: string, names: SlackNames): string {
  return decodedEntities(code.replace(/<([^<>\n]*)>/g, (_, angle: string) => plainOfAngle(angle, names)));
}

interface Parts {
  readonly target: string;
  readonly label: string | undefined;
}

function partsOf(inside: string): Parts {
  const bar = inside.indexOf("|");
  if (bar === -1) return { target: inside, label: undefined };
  return { target: inside.slice(0, bar), label: inside.slice(bar + 1) || undefined };
}

/** What stands between `<` and `>`, shown as a reader of Slack sees it, without markup. */
function plainOfAngle(angle: string, names: SlackNames): string {
  const { target, label } = partsOf(angle.slice(1));
  if (angle.startsWith("@")) return `@${names.personName(target) ?? label ?? target}`;
  if (angle.startsWith("#")) return `#${names.channelName(target) ?? label ?? target}`;
  if (angle.startsWith("!date^")) return label ?? "";
  if (angle.startsWith("!subteam^")) return label ?? "@group";
  if (angle.startsWith("!")) return label ?? `@${target}`;
  const link = partsOf(angle);
  return link.label ?? link.target;
}

function markdownOfAngle(angle: string, names: SlackNames): string {
  if (/^[@#!]/.test(angle)) return escapedMarkdown(decodedEntities(plainOfAngle(angle, names)));
  const { target, label } = partsOf(angle);
  const url = urlInMarkdown(decodedEntities(target));
  const shown = decodedEntities(label ?? target);
  // Any other scheme, `javascript:` among them, stays text.
  if (url === undefined) return escapedMarkdown(label === undefined ? shown : `${shown} (${decodedEntities(target)})`);
  if (url === `mailto:${shown}`) return `<${shown}>`;
  if (label === undefined || shown === url || `http://${shown}` === url || `https://${shown}` === url)
    return `<${url}>`;
  return `[${escapedMarkdown(shown).replace(/(?<!\\)[[\]]/g, "\\$&")}](${url})`;
}

/** Undefined for schemes that are no ordinary link. Characters that would end a Markdown link come out percent-encoded. */
function urlInMarkdown(url: string): string | undefined {
  if (!/^(?:https?:\/\/|mailto:|tel:|ftp:\/\/)\S/i.test(url)) return undefined;
  return url
    .replace(/[\s"<>\\^`{|}]/g, (character) => encodeURIComponent(character))
    .replace(/\(/g, "%28")
    .replace(/\)/g, "%29");
}

const MARKDOWN_MARKERS: ReadonlyMap<string, string> = new Map([
  ["*", "**"],
  ["_", "_"],
  ["~", "~~"],
]);

interface Emphasis {
  /** The markers that may open in this part. */
  readonly markers: string;
  /** The characters to escape where they are not part of Slack's markup. */
  readonly pairing: string;
}

/** Translates emphasis in one line. Each marker may enclose the others but not itself, so the depth is at most three. */
function emphasised(line: string, { markers, pairing }: Emphasis): string {
  let markersLeft = markers;
  let done = "";
  let runStart = 0;
  for (let i = 0; i < line.length; i += 1) {
    const marker = line.charAt(i);
    if (!markersLeft.includes(marker) || !opens(line, i)) continue;
    const end = closingIndex(line, i);
    if (end === -1) {
      // Whether a marker can close does not depend on the one that opened: none later in this line has an end, either.
      markersLeft = markersLeft.replace(marker, "");
      continue;
    }
    const inner = emphasised(line.slice(i + 1, end), { markers: markers.replace(marker, ""), pairing });
    const written = MARKDOWN_MARKERS.get(marker) ?? marker;
    done += escapedMarkdown(line.slice(runStart, i), pairing) + written + inner + written;
    runStart = end + 1;
    i = end;
  }
  return done + escapedMarkdown(line.slice(runStart), pairing);
}

function opens(line: string, at: number): boolean {
  const marker = line.charAt(at);
  const next = line.charAt(at + 1);
  return (
    /^$|[\s([{"'*_~>\uffff]/.test(line.charAt(at - 1)) &&
    line.charAt(at - 1) !== marker &&
    /^[^\s]/.test(next) &&
    next !== marker
  );
}

function closingIndex(line: string, openedAt: number): number {
  const marker = line.charAt(openedAt);
  for (let at = line.indexOf(marker, openedAt + 2); at !== -1; at = line.indexOf(marker, at + 1)) {
    const before = line.charAt(at - 1);
    const after = line.charAt(at + 1);
    if (/\S/.test(before) && before !== marker && after !== marker && /^$|[\s)\]}"'*_~.,;:!?<\uffff]/.test(after))
      return at;
  }
  return -1;
}
