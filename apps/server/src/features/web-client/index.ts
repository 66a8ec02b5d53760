export { mountWebClient } from "./web-client.ts";
