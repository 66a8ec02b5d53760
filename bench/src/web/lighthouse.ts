// Lighthouse's own marks for the chat route. It brings 150 packages, one of which always wants the newest version of another,
// so it is no dependency: whoever has it names the folder it is installed in.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as z from "zod/mini";
import type { Figures } from "../scenario.ts";

const CATEGORIES = ["performance", "accessibility", "best-practices"] as const;
const result = z.object({
  lhr: z.object({ categories: z.record(z.string(), z.object({ score: z.nullable(z.number()) })) }),
});

/** Marks from 0 to 100, with Lighthouse's preset for desktops; the browser at `port` stays signed in. */
export async function lighthouseMarks(folder: string, url: string, port: number): Promise<Figures> {
  const found = createRequire(join(folder, "package.json"));
  const load = async (name: string): Promise<unknown> => import(pathToFileURL(found.resolve(name)).href);
  const run = functionIn(await load("lighthouse"));
  const config = Reflect.get(Object(await load("lighthouse/core/config/desktop-config.js")), "default");
  const flags = { port, logLevel: "error", disableStorageReset: true, onlyCategories: [...CATEGORIES] };
  const { lhr } = z.parse(result, await run(url, flags, config));
  return Object.fromEntries(
    CATEGORIES.map((name) => [`Lighthouse ${name}`, Math.round(100 * (lhr.categories[name]?.score ?? 0))]),
  );
}

function functionIn(loaded: unknown): (...args: readonly unknown[]) => Promise<unknown> {
  const run: unknown = Reflect.get(Object(loaded), "default");
  if (typeof run !== "function") throw new Error("expected Lighthouse to be a function");
  return async (...args) => Reflect.apply(run, undefined, args);
}
