/** Ships of the emoji tables (emojibase-data) only what the client shows and searches: a tenth of them. */
import type { Emoji } from "emojibase";
import type { Plugin } from "vite";
import { withTone } from "./src/chat/skin-tone.ts";

/** Of 2023; the fonts of many machines show newer ones as boxes. */
const NEWEST_VERSION = 15.1;
/** Unicode's group of loose parts, such as skin tones. */
const COMPONENTS = 2;
const TABLE = /emojibase-data\/(?:en|zh)\/data\.json$/;

export const slimEmoji: Plugin = {
  name: "slim-emoji",
  enforce: "pre",
  async load(id) {
    if (!TABLE.test(id)) return null;
    const offered = (await tableIn(id)).filter(isOffered).sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
    return JSON.stringify(offered.map((one) => slim(one)));
  },
};

/** Of its skin tones only that there are some: what they look like follows from the emoji, save for couples, who are offered without. */
function slim({ emoji, label, tags, group, skins }: Emoji) {
  const hasTones = skins?.some((skin) => skin.tone === 1 && skin.emoji === withTone(emoji, 1)) === true;
  return { emoji, label, tags, group, ...(hasTones && { skins: [] }) };
}

/** The package's own types say what is in it. */
async function tableIn(path: string): Promise<Emoji[]> {
  return path.includes("/zh/")
    ? (await import("emojibase-data/zh/data.json", { with: { type: "json" } })).default
    : (await import("emojibase-data/en/data.json", { with: { type: "json" } })).default;
}

function isOffered({ group, version }: Emoji): boolean {
  return group !== undefined && group !== COMPONENTS && version <= NEWEST_VERSION;
}
