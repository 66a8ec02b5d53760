/** Months in UTC, numbered so that they can be counted and named so that people can read them. */

declare const brand: unique symbol;

/** year × 12 + month, with January as 0: 2026-11 is 24322. */
export type MonthNumber = number & { readonly [brand]: "MonthNumber" };

const FIRST_MONTH = 1970 * 12;
const LAST_MONTH = 9999 * 12 + 11;

export function isMonthNumber(value: number): value is MonthNumber {
  return Number.isInteger(value) && value >= FIRST_MONTH && value <= LAST_MONTH;
}

/** The month in UTC in which a moment lies; throws outside the years 1970 to 9999. */
export function monthOf(timeMs: number): MonthNumber {
  const moment = new Date(timeMs);
  const month = moment.getUTCFullYear() * 12 + moment.getUTCMonth();
  if (!isMonthNumber(month)) throw new RangeError(`a time in the years 1970 to 9999, got ${timeMs}`);
  return month;
}

/** For example "2026-11". */
export function monthText(month: MonthNumber): string {
  const year = Math.floor(month / 12);
  return `${year}-${String((month % 12) + 1).padStart(2, "0")}`;
}

/** The month that `monthText` wrote, or `undefined`. */
export function monthFromText(text: string): MonthNumber | undefined {
  const parts = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text);
  if (parts === null) return undefined;
  const month = Number(parts[1]) * 12 + Number(parts[2]) - 1;
  return isMonthNumber(month) ? month : undefined;
}
