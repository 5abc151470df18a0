/**
 * A day as ISO 8601 writes it, without a clock or a calendar of the system.
 */
const DAY_SECONDS = 86_400;
/** Days of 400 years, after which the calendar repeats itself. */
const ERA_DAYS = 146_097;
/** From 1 March of year 0, where an era begins, to 1 January 1970. */
const DAYS_TO_1970 = 719_468;

/**
 * The day, in UTC and the Gregorian calendar, as 2026-01-31. Years are counted from March, so that the leap day
 * is the last one.
 *
 * @param unixSeconds whole, 0 or more
 */
export function isoDate(unixSeconds: number): string {
  const days = Math.floor(unixSeconds / DAY_SECONDS) + DAYS_TO_1970;
  const era = Math.floor(days / ERA_DAYS);
  const dayOfEra = days % ERA_DAYS;
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / (ERA_DAYS - 1));
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = ((monthFromMarch + 2) % 12) + 1;
  const year = 400 * era + yearOfEra + (month <= 2 ? 1 : 0);
  return [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join(
    '-',
  );
}
