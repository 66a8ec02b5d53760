/** Why an export is refused, in Chinese; in English the refusal says it itself, and more closely. */
import type { ImportRefusal } from "@warbler/imports";
import { refusalsZh } from "@warbler/imports/refusals-zh";
import type { Language } from "./index.ts";

export function importRefusalText({ code, message, entryName, line }: ImportRefusal, language: Language): string {
  if (language === "en") return message;
  // Quoted as in English: a hostile name cannot steer the terminal.
  const entry = entryName === undefined ? "" : JSON.stringify(entryName);
  return `${entry}${line === undefined ? "" : ` 第 ${line} 行`}${entry === "" ? "" : "："}${refusalsZh[code]}`;
}
