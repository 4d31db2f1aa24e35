// Numbers by which arguments are judged. Nothing is imported here: only then does esbuild write numbers where they are
// used, which takes fewer bytes in a bundle than names.

/** The milliseconds of a day. */
export const DAY_MILLIS = 86_400_000;

/** The most items of a list: more would take longer to check than S2 takes to refuse them. */
export const MOST_ITEMS = 100_000;

/** The most levels and values (compared: objects and arrays) that data may have: far more than S2 reads, and few enough to walk. */
export const MOST_LEVELS = 64;
export const MOST_VALUES = 100_000;

/** The most misspelt operations that get suggestions; comparing words is slow, and nobody reads more. */
export const MOST_SUGGESTIONS = 100;

/** The most items that are gathered without `maxItems`. */
export const MOST_UNASKED = 10_000;

/** The longest a timer can wait; a longer one would fire at once. */
export const MOST_TIMER_MILLIS = 2_147_483_647;

/** Ten years of which three may be leap years: a longer lifetime means "never", or a mistaken unit. */
export const MOST_LIFETIME_MILLIS = 315_619_200_000;

/** The times that RFC 3339 can write: from the first of the year 0 to before the year 10000. */
export const YEAR_0 = -62_167_219_200_000;
export const YEAR_10000 = 253_402_300_800_000;

/** Days from the 1st of March of the year 0 to the epoch. */
export const DAYS_TO_1970 = 719_468;
