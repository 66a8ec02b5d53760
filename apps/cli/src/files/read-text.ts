/** Text files that somebody named; one that cannot be read is refused by its name. */
import { readFile } from "node:fs/promises";
import { CliFailure } from "../cli-failure.ts";
import type { Words } from "../words/index.ts";

export function readText(path: string, words: Words): Promise<string> {
  return readFile(path, "utf8").catch((cause: unknown) => {
    throw new CliFailure("bad-input", { code: "bad-input", message: words.errors.noFile(path) }, { cause });
  });
}

/** The file's text; undefined where there is no such file. */
export function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch((cause: unknown) => {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw cause;
  });
}
