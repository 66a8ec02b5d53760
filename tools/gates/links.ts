// Documents may point only at files that are there.
import { dirname, posix } from "node:path";

// [text](target) and ![text](target "title"), outside code.
const LINK = /\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g;
const CODE = /^```[\s\S]*?^```|`[^`\n]*`/gm;

/** Each relative link of a Markdown file whose target `exists` does not know. Paths are relative to the repository. */
export function linkProblems(path: string, text: string, exists: (path: string) => boolean): readonly string[] {
  return [...text.replace(CODE, "").matchAll(LINK)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^([a-z]+:|#)/.test(target))
    .filter((target) => !exists(posix.join(dirname(path), decodeURI(target.replace(/#.*$/, "")))))
    .map((target) => `${path} links to ${target}, which is not there`);
}
