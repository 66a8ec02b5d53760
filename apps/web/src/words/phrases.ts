/** What phrases are put together with. */

/** English: "1 reply", "2,000 replies". */
export const many = (count: number, one: string, more: string): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : more}`;

/** Chinese: the number, as it is written there. */
export const count = (value: number): string => value.toLocaleString("zh-CN");

/** Chinese: a space between a Chinese word and a Latin name, and none between two Chinese ones. */
export function spaced(name: string): string {
  return /^[\p{L}\p{N}]/u.test(name) && !/^\p{Script=Han}/u.test(name) ? ` ${name}` : name;
}
