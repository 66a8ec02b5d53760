/** Everything the web client says in English, by what it is about. `zh.ts` has the same keys; the types make sure of it. */
import { en as door } from "./door/en.ts";
import { en as everywhere } from "./everywhere/en.ts";
import { en as messages } from "./messages/en.ts";
import { en as rooms } from "./rooms/en.ts";
import { en as settings } from "./settings/en.ts";
import { en as trust } from "./trust/en.ts";
import { en as writing } from "./writing/en.ts";

export const en = {
  ...everywhere,
  ...door,
  ...rooms,
  ...messages,
  ...writing,
  ...trust,
  ...settings,
};
