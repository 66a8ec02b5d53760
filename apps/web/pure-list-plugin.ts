/**
 * Lets the build leave out what the client does not use of react-virtuoso, which is one file of lists, tables and grids: the
 * build drops whole statements, and that file declares everything in a few. Each thing becomes a statement of its own here,
 * and calls are marked as doing nothing but make what they give.
 */
import type { Plugin } from "vite";

const LISTS = /node_modules\/react-virtuoso\/dist\/index\.mjs$/;
/** The end of one declaration and the beginning of the next: inner ones are indented. */
const NEXT = /^([)}\]]+), (?=[\w$]+ = |\{$)/gm;
/** Several names for parts of what one call gives. */
const TAKEN_APART = /^const \{\n([^}]*)\n\} = (?:\/\* @__PURE__ \*\/ )?([\w$]+\([\s\S]*?^[)}\]]+;)/gm;
const CALL = /^const ([\w$]+) = (?=[\w$.]+\()/gm;

export const pureLists: Plugin = {
  name: "pure-lists",
  transform(code, id) {
    if (!LISTS.test(id)) return null;
    let count = 0;
    return code
      .replaceAll(NEXT, "$1;\nconst ")
      .replaceAll(TAKEN_APART, (_all, names: string, call: string) => {
        const made = `made${++count}`;
        const parts = [...names.matchAll(/([\w$]+): ([\w$]+)/g)].map(
          ([, name, local]) => `const ${local} = /* @__PURE__ */ (({ ${name} }) => ${name})(${made});`,
        );
        return [`const ${made} = ${call}`, ...parts].join("\n");
      })
      .replaceAll(CALL, "const $1 = /* @__PURE__ */ ");
  },
};
