export { Groups, type GroupsDeps } from "./groups.ts";
