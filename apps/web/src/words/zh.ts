/** 网页客户端的中文。键与 `en.ts` 相同，由类型保证。 */
import { zh as door } from "./door/zh.ts";
import { zh as everywhere } from "./everywhere/zh.ts";
import { zh as messages } from "./messages/zh.ts";
import { zh as rooms } from "./rooms/zh.ts";
import { zh as settings } from "./settings/zh.ts";
import { zh as trust } from "./trust/zh.ts";
import type { Words } from "./words.ts";
import { zh as writing } from "./writing/zh.ts";

export const zh: Words = {
  ...everywhere,
  ...door,
  ...rooms,
  ...messages,
  ...writing,
  ...trust,
  ...settings,
};
