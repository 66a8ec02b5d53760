export { Groups, type GroupsDeps } from "./groups.ts";
export { roomForImport } from "./import-marks.ts";
