/** Finds out what an archive is and opens it. */
import type { Archive } from "./archive.ts";
import type { ExportReader } from "./export-reader.ts";
import { DEFAULT_LIMITS, type ImportLimits } from "./limits.ts";
import { openMattermostExport } from "./mattermost/mattermost-export.ts";
import type { ExportFormat } from "./records.ts";
import { ImportRefusal } from "./refusal.ts";
import { openSlackExport } from "./slack/slack-export.ts";

export interface OpenOptions {
  /** Needed only where an archive holds both. */
  readonly format?: ExportFormat;
  readonly limits?: Partial<ImportLimits>;
}

/**
 * An export may lie in a folder of the archive, as it does when somebody zipped the folder they had unpacked. Throws
 * `ImportRefusal`: `unknown-format`, `ambiguous-format`, `half-export`, or what reading its lists shows.
 */
export async function openExport(archive: Archive, options: OpenOptions = {}): Promise<ExportReader> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const names = archive.entries.map((entry) => entry.name).filter((name) => !isLeftByMacOs(name));
  const slackRoots = options.format === "mattermost" ? [] : shallowest(slackRootsIn(names));
  const mattermostFiles = options.format === "slack" ? [] : shallowest(names.filter((name) => name.endsWith(".jsonl")));
  const [slackRoot] = slackRoots;
  const [mattermostFile] = mattermostFiles;
  if (slackRoots.length + mattermostFiles.length > 1) {
    throw new ImportRefusal("ambiguous-format", "expected one export, got several in one archive");
  }
  if (slackRoot !== undefined) return openSlackExport(archive, slackRoot, limits);
  if (mattermostFile !== undefined) return openMattermostExport(archive, mattermostFile, limits);
  throw new ImportRefusal("unknown-format", "expected a Slack export or a Mattermost bulk import, got neither");
}

function isLeftByMacOs(name: string): boolean {
  return name.startsWith("__MACOSX/") || name.endsWith(".DS_Store");
}

const SLACK_LIST = /^(.*\/)?(?:users|org_users|channels|groups|mpims|dms)\.json$/;
const SLACK_DAY = /^(.*\/)?[^/]+\/\d{4}-\d{2}-\d{2}\.json$/;

/** Folders with one of Slack's lists or, where all lists are lost, with folders of day files. */
function slackRootsIn(names: readonly string[]): readonly string[] {
  const listed = rootsBy(SLACK_LIST, names);
  return listed.length > 0 ? listed : rootsBy(SLACK_DAY, names);
}

function rootsBy(pattern: RegExp, names: readonly string[]): readonly string[] {
  const roots = names.flatMap((name) => {
    const match = pattern.exec(name);
    return match === null ? [] : [match[1] ?? ""];
  });
  return [...new Set(roots)];
}

function shallowest(paths: readonly string[]): readonly string[] {
  const depthOf = (path: string) => path.split("/").length;
  const least = paths.reduce((depth, path) => Math.min(depth, depthOf(path)), Number.POSITIVE_INFINITY);
  return paths.filter((path) => depthOf(path) === least);
}
