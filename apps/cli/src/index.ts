/** The command line for other programs of this repository: the five-minute tour and the tests of the whole. */
export { runCli } from "./cli.ts";
export { EXIT_CODES, type ExitName } from "./exit-codes.ts";
export type { Gateway } from "./session/gateway.ts";
export type { Terminal } from "./terminal.ts";
