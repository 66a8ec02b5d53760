/**
 * Writes down what the server enforces, for review as a diff: who may do what, what is stored how, what the log records.
 * The pages are made from the very features that are served, opened over a folder that is thrown away.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootKeyFromBytes } from "@warbler/crypto";
import {
  ACTIONS,
  type Action,
  API,
  BOT_SCOPES,
  type Endpoint,
  FACTS,
  GRANTED_ROLES,
  ruleOf,
  scopesFor,
} from "@warbler/protocol";
import { TILES } from "./features/audit/index.ts";
import { featureTables, openFeatures } from "./features.ts";
import type { Clock } from "./kernel/clock.ts";
import type { Feature } from "./kernel/feature.ts";
import { openKernel } from "./kernel/kernel.ts";
import { kernelTables } from "./kernel/records.ts";
import type { FrameRoute } from "./kernel/routes/frame-route.ts";
import type { HttpRoute } from "./kernel/routes/route.ts";
import type { Column, Table } from "./kernel/tables.ts";

/** A generated file: its path from the root of the repository, and its whole text. */
interface Page {
  readonly path: string;
  readonly text: string;
}

export async function generate(): Promise<readonly Page[]> {
  const features = await openedFeatures();
  const page = (name: string, lines: readonly string[]): Page => ({
    path: `docs/generated/${name}.txt`,
    text: `${lines.map((line) => line.trimEnd()).join("\n")}\n`,
  });
  return [
    page("access-matrix", accessMatrix(features)),
    page("data-map", dataMap([...kernelTables, ...features.flatMap(({ tables }) => tables)])),
    page("audit-vocabulary", auditVocabulary()),
  ];
}

async function openedFeatures(): Promise<readonly Feature[]> {
  const dataFolder = await mkdtemp(join(tmpdir(), "warbler-generate-"));
  const clock: Clock = {
    nowMs: () => 0,
    wait: () => Promise.resolve(),
    after: () => () => undefined,
    deadline: () => new AbortController().signal,
  };
  try {
    await using kernel = await openKernel({
      dataFolder,
      rootKey: rootKeyFromBytes(new Uint8Array(32)),
      tables: featureTables,
      clock,
      log: () => undefined,
      onBroken: (sentence) => {
        throw new Error(sentence);
      },
    });
    const { all } = await openFeatures(kernel, {
      dataFolder,
      publicHost: "localhost",
      publicUrl: "https://localhost",
      serverKeys: [],
      caFingerprint: undefined,
      localCaPem: () => undefined,
      transport: () => {
        throw new Error("unreachable: nothing is served while files are generated");
      },
    });
    return all;
  } finally {
    await rm(dataFolder, { recursive: true });
  }
}

/** Lines of columns, each as wide as its widest cell. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "));
}

function whoMay(action: Action): string {
  const {
    org = [],
    onOfficer,
    room = [],
    self,
    selfWith,
    sharesRoom,
    noGuest,
    named,
    emergency,
    fresh,
    dual,
  } = ruleOf(action);
  const by = named === true ? "whom the policy names, as" : "organisation:";
  const who = [
    ...(self === true ? ["the person themselves"] : []),
    ...(selfWith === undefined ? [] : [`the person themselves, who may ${selfWith}`]),
    ...(org.length > 0 ? [`${by} ${org.length === GRANTED_ROLES.length ? "everybody" : org.join(", ")}`] : []),
    ...(onOfficer === undefined ? [] : [`on an officer: ${onOfficer.join(", ")}`]),
    ...(sharesRoom === true ? ["who shares a room"] : []),
    ...(room.length > 0 ? [`room: ${room.join(", ")}${noGuest === true ? ", no guest" : ""}`] : []),
  ].join("; ");
  const asked = [
    ...(emergency === true ? ["(emergency)"] : []),
    ...(fresh === true ? ["(fresh proof)"] : []),
    ...(dual === true ? ["(dual control)"] : []),
    ...(dual === "brake" ? ["(dual control by name)"] : []),
  ];
  return [who, ...asked].join(" ");
}

/** Scopes of which a token needs one; a dash where none does. */
function byToken(action: Action): string {
  const scopes = scopesFor(action);
  return BOT_SCOPES.every((scope) => scopes.includes(scope)) ? "any of a bot" : scopes.join(", ") || "-";
}

const nameOf = (one: HttpRoute | FrameRoute): string => {
  if ("case" in one) return `socket ${one.case}`;
  const { method, path }: Endpoint = API[one.name];
  return `${method} ${path}`;
};

function accessMatrix(features: readonly Feature[]): readonly string[] {
  const rows: (readonly string[])[] = [[`GET ${TILES.path}`, "-", "-", `anyone: ${TILES.openTo}`]];
  const asked = new Set<string>();
  for (const one of features.flatMap(({ routes, frames = [] }) => [...routes, ...frames])) {
    const { access } = one;
    if ("openTo" in access) rows.push([nameOf(one), "-", "-", `anyone: ${access.reason}`]);
    else {
      asked.add(access.action);
      rows.push([nameOf(one), access.action, byToken(access.action), whoMay(access.action)]);
    }
  }
  const others = Object.keys(ACTIONS)
    .filter(isAction)
    .filter((action) => !asked.has(action));
  return [
    "Every route and socket frame, the action it needs, with which scope an API token may call it, and who may do it.",
    "A token only ever narrows what its bot may: both columns must hold. With a dash no token may, whatever its scopes.",
    "Where dual control is named, an organisation can ask that others sign it first; what has it by name, only by naming just that.",
    "Where an emergency is named, a role that somebody took by themselves in one suffices; nowhere else does it count.",
    "Where a fresh proof is named, whoever signed in or proved who they are longer ago proves it again first.",
    "Whoever has no role in a room gets not-found for all of it, whatever their role in the organisation.",
    "Whoever is suspended or removed, or has not joined yet, may do nothing of what is not open to anyone.",
    "",
    ...aligned([["route", "action", "token", "who may"], ...rows.toSorted(byFirstCell)]),
    "",
    "Actions that no route needs by itself: asked within another one, or by the server's own jobs.",
    "",
    ...aligned(others.map((action) => [action, whoMay(action)])),
  ];
}

const isAction = (text: string): text is Action => Object.hasOwn(ACTIONS, text);
const byFirstCell = ([a = ""]: readonly string[], [b = ""]: readonly string[]) => (a < b ? -1 : a > b ? 1 : 0);

function keyOf({ under }: Column): string {
  if (under === undefined) return "";
  return "of" in under ? `key of the ${under.key} in ${under.of}` : `key of the ${under.key}`;
}

function dataMap(tables: readonly Table[]): readonly string[] {
  return [
    "Every table and column: its kind, the key that seals it, and what it holds.",
    "",
    "Kinds: id, timeMs, count, flag, choice (a word of a closed list), digest (32 bytes that reveal nothing), blind (a keyed",
    "lookup value), mac (the row's authentication tag), public (published anyway), sealed (AES-256-GCM), endToEnd (clients'",
    "ciphertext for clients, sealed once more; nothing on the server opens it). There is no kind for plain text about a person.",
    ...tables.flatMap(({ name, columns, primaryKey }) => [
      "",
      `${name} (${primaryKey.join(", ")})`,
      ...aligned(
        Object.entries(columns).map(([column, of]) => [
          "",
          column,
          of.nullable ? `${of.kind} or nothing` : of.kind,
          keyOf(of),
          of.holds ?? of.choices?.join(" | ") ?? "",
        ]),
      ),
    ]),
  ];
}

function auditVocabulary(): readonly string[] {
  const kinds = Object.entries(FACTS).map(([kind, fact]) => [
    String(fact.code).padStart(4),
    kind,
    kind === "batch" ? "shared by all batched facts of a group commit" : "batched" in fact ? "batched" : "its own",
  ]);
  return [
    "Every fact the audit log can record, with the code that its public leaf shows. A code is never reused.",
    "",
    ...aligned([["code", "fact", "leaf"], ...kinds]),
  ];
}
