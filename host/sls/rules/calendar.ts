/**
 * Days of the calendar, all in UTC; business days are Monday to Friday, holidays are not known here.
 */
import { DAY_MS } from '../policy.js';

export function dayNumber(atMs: number): number {
  return Math.floor(atMs / DAY_MS);
}

/** Day 0, 1 January 1970, was a Thursday. */
function isBusinessDay(day: number): boolean {
  const weekday = (((day + 4) % 7) + 7) % 7;
  return weekday >= 1 && weekday <= 5;
}

/** The first of the last five business days, today among them when it is one (facts section 14: the period rolls). */
export function rollingPeriodStart(nowMs: number, businessDays: number): number {
  let day = dayNumber(nowMs);
  for (let left = businessDays - (isBusinessDay(day) ? 1 : 0); left > 0; ) {
    day -= 1;
    if (isBusinessDay(day)) left -= 1;
  }
  return day * DAY_MS;
}

export function afterBusinessDays(fromMs: number, businessDays: number): number {
  let day = dayNumber(fromMs);
  for (let left = businessDays; left > 0; ) {
    day += 1;
    if (isBusinessDay(day)) left -= 1;
  }
  return day * DAY_MS;
}

/** `2026-11-27` */
export function dateText(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

/** Is it a date of the calendar, written as `1970-12-31`? */
export function isDate(text: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return false;
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && dateText(parsed.getTime()) === text;
}
