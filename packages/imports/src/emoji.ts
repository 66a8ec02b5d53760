/**
 * Emoji as Slack and Mattermost write them, by name between colons, and as they are: Unicode. Both take their names from
 * iamcal's emoji-data; emojibase-data holds those. A name that is not there belongs to a picture of the source's own.
 */
import { LIMITS } from "@warbler/protocol";
import named from "emojibase-data/en/shortcodes/iamcal.json" with { type: "json" };

const byName = new Map(
  Object.entries(named).flatMap(([hexCode, names]) =>
    [names].flat().map((name) => [name, fromHexCode(hexCode)] as const),
  ),
);

/** Slack's second to sixth tone, and Mattermost's word for each. */
const TONES = ["light", "medium_light", "medium", "medium_dark", "dark"].map((word, at) => ({
  ends: [`::skin-tone-${at + 2}`, `_${word}_skin_tone`],
  modifier: String.fromCodePoint(0x1f3fb + at),
}));

/** What a reaction of that name shows: the emoji, or the name between colons. Undefined where that is too long to be one. */
export function shownEmoji(name: string): string | undefined {
  const shown = emojiNamed(name) ?? `:${name}:`;
  return shown.length > LIMITS.emojiChars ? undefined : shown;
}

/** Text in which names between colons are the emoji they stand for; those that belong to no emoji stay. */
export function withEmoji(text: string): string {
  if (!text.includes(":")) return text;
  return text.replace(NAMES_ALONE, (names) =>
    names.replace(ONE_NAME, (whole: string, name: string) => emojiNamed(name) ?? whole),
  );
}

// Neither `10:30:45` nor `a::key::b` is a name: what stands before and after is no part of a word.
const NAMES_ALONE = /(?<![\w:])(?::[a-z0-9_+'-]{1,64}:)+(?![\w:])/g;
const ONE_NAME = /:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/g;

function emojiNamed(name: string): string | undefined {
  const whole = byName.get(name);
  if (whole !== undefined) return whole;
  for (const { ends, modifier } of TONES) {
    const end = ends.find((one) => name.endsWith(one));
    const base = end === undefined ? undefined : byName.get(name.slice(0, -end.length));
    // UTS #51, emoji modifier sequences: the modifier follows its base, in the place of a variation selector.
    if (base !== undefined && /^\p{Emoji_Modifier_Base}/u.test(base))
      return base.replace(/^(\p{Emoji_Modifier_Base})\ufe0f?/u, `$1${modifier}`);
  }
  return undefined;
}

/** The table leaves out the variation selector of an emoji that stands alone and would else show as text (UTS #51 §2). */
function fromHexCode(hexCode: string): string {
  const emoji = String.fromCodePoint(...hexCode.split("-").map((code) => Number.parseInt(code, 16)));
  return /^\P{Emoji_Presentation}$/u.test(emoji) ? `${emoji}\ufe0f` : emoji;
}
