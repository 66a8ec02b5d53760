// The import rules of ARCHITECTURE.md. tools/check.test.ts plants a breach of each kind and expects it to be found.

const TESTS = String.raw`(\.(test|page|negatives)\.tsx?$|/testing/)`;
const OURS = "^(packages|apps|bench|tests|tools)/";

/** What each part may import of ours besides itself. A part that is not named here may import everything. */
const MAY_IMPORT = {
  "packages/protocol": [],
  "packages/transparency": [],
  "packages/crypto": ["packages/protocol"],
  "packages/mls": ["packages/protocol", "packages/crypto"],
  "packages/imports": ["packages/protocol"],
  "packages/client": ["packages/protocol", "packages/crypto", "packages/mls", "packages/transparency"],
  // Of the MLS core only what works on public messages: a server that could open one would not be a delivery service.
  "apps/server": [
    "packages/protocol",
    "packages/crypto",
    "packages/mls/src/public-group",
    "packages/mls/src/provider/node.ts",
    "packages/transparency",
  ],
  "apps/cli": [
    "packages/protocol",
    "packages/crypto",
    "packages/transparency",
    "packages/imports",
    "packages/client",
    "tools/launch.mjs",
  ],
  "apps/web": ["packages/protocol", "packages/crypto", "packages/transparency", "packages/imports", "packages/client"],
};

/** The parts that do no I/O, and the libraries and platform modules that each may use. */
const PURE = {
  "packages/protocol": ["@bufbuild/protobuf", "zod"],
  "packages/transparency": ["@noble/hashes"],
  "packages/crypto": ["@noble/[^/]+", "crypto"],
  "packages/mls": ["@noble/[^/]+", "crypto"],
};

const layers = Object.entries(MAY_IMPORT).map(([part, others]) => ({
  name: `layers: ${part}`,
  severity: "error",
  from: { path: `^${part}/`, pathNot: TESTS },
  to: { path: OURS, pathNot: [part, ...others].map((allowed) => `^${allowed}(/|$)`) },
}));

const purity = Object.entries(PURE).map(([part, allowed]) => ({
  name: `purity: ${part}`,
  severity: "error",
  from: { path: `^${part}/`, pathNot: TESTS },
  to: { pathNot: [OURS, ...allowed.map((name) => `^(node_modules/)?${name}(/|$)`)] },
}));

export default {
  forbidden: [
    ...layers,
    ...purity,
    { name: "no cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "only what exists", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "tests are nobody's library",
      severity: "error",
      from: { pathNot: TESTS },
      to: { path: String.raw`\.test\.tsx?$` },
    },
    {
      name: "one package enters another by its name",
      severity: "error",
      from: { path: "^(packages|apps)/([^/]+)/", pathNot: TESTS },
      to: { path: "^(packages|apps)/", pathNot: "^$1/$2/", dependencyTypes: ["local"] },
    },
    {
      name: "the kernel knows no feature",
      severity: "error",
      from: { path: "^apps/server/src/kernel/", pathNot: TESTS },
      to: { path: "^apps/server/src/", pathNot: "^apps/server/src/kernel/" },
    },
    {
      name: "a feature reads and commits, and writes nothing itself",
      severity: "error",
      from: { path: "^apps/server/src/features/", pathNot: TESTS },
      to: {
        path: String.raw`^apps/server/src/kernel/(writer/|store/(sqlite|postgres|migrate)\.ts)|^(node_modules/)?kysely(/|$)`,
      },
    },
    {
      name: "a feature enters another only by its index",
      severity: "error",
      from: { path: "^apps/server/src/features/([^/]+)/", pathNot: TESTS },
      to: { path: "^apps/server/src/features/", pathNot: ["^apps/server/src/features/$1/", "/index\\.ts$"] },
    },
    {
      name: "the server enters a feature only by its manifest or its index",
      severity: "error",
      from: { path: "^apps/server/src/", pathNot: ["^apps/server/src/features/", TESTS] },
      to: { path: "^apps/server/src/features/", pathNot: "^apps/server/src/features/[^/]+/(feature|index)\\.ts$" },
    },
    {
      name: "what brings words to others goes by one file",
      severity: "error",
      from: { path: "^apps/web/src/", pathNot: ["^apps/web/src/chat/send-message\\.ts$", TESTS] },
      to: { path: "^apps/web/src/platform/sending-engine\\.ts$", dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    // Without this, imports of types are invisible.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "/(generated|dist|dist\\.\\d+)/" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "node"] },
  },
};
