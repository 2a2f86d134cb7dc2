import type * as polyfill from "temporal-polyfill";
import { z } from "zod";
import { expected } from "./schema.js";
import { didYouMean } from "./suggest.js";

/** When access ends: all of it, or by grant. */
export type Until = string | Readonly<Record<string, string>>;

const anEnd = 'the last day, such as "2026-12-31", or a moment with its offset, such as "2026-12-31T17:00:00+01:00"';
const day = /^\d{4}-\d{2}-\d{2}$/;
const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** Argument: when access ends. Only the form counts here; what has ended already is right where it stood there before. */
export const until = () =>
  z
    .unknown()
    .transform((value, context): Until => {
      const refuse = (path: readonly string[], message: string) => {
        context.addIssue({ code: "custom", path: [...path], message });
        return z.NEVER;
      };
      if (typeof value === "string") {
        const fault = faultIn(value);
        return fault === undefined ? value : refuse([], fault);
      }
      if (typeof value !== "object" || value === null || Array.isArray(value)) {
        return refuse([], expected(`${anEnd}, or such an end by grant`)({ input: value ?? null }));
      }
      const entries = Object.entries(value).flatMap(([grant, end]: [string, unknown]): [string, string][] => {
        if (end === undefined) return [];
        const fault = typeof end === "string" ? faultIn(end) : expected(anEnd)({ input: end });
        if (fault === undefined && typeof end === "string") return [[grant, end]];
        refuse([grant], fault ?? "");
        return [];
      });
      return Object.fromEntries(entries);
    })
    .meta({ anyOf: [{ type: "string" }, { type: "object", additionalProperties: { type: "string" } }] })
    .optional();

function faultIn(end: string): string | undefined {
  if (!day.test(end) && !moment.test(end)) return expected(anEnd)({ input: end });
  try {
    momentAfter(end, "UTC");
    return undefined;
  } catch {
    return `is ${JSON.stringify(end)}, which does not exist: write ${anEnd}`;
  }
}

/** Argument: the zone in which a last day ends. */
export const timeZone = () =>
  z
    .string({ error: expected(aZone) })
    .superRefine((name, context) => {
      if (/^[+-]/.test(name) || !isZone(name)) {
        const near = didYouMean(name, Intl.supportedValuesOf("timeZone"));
        context.addIssue({ code: "custom", message: `${expected(aZone)({ input: name })}${near}` });
      }
    })
    .optional();

const aZone = 'the name of a time zone, such as "Europe/Stockholm" or "UTC"';

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

const known = new Map<string, number>();

/**
 * The first moment, in milliseconds since 1970, at which a checked end is over. A day counts whole: where the next one begins is the
 * zone's affair, which is not always at midnight, nor always tomorrow.
 */
export function momentAfter(end: string, zone: string): number {
  const key = `${end} ${zone}`;
  const at = known.get(key) ?? read(end, zone);
  known.set(key, at);
  return at;
}

function read(end: string, zone: string): number {
  // Loaded when the first end is read: most programs have none, and every run would wait for it.
  const { Temporal }: typeof polyfill = require("temporal-polyfill");
  if (!day.test(end)) return Temporal.Instant.from(end).epochMilliseconds;
  return Temporal.PlainDate.from(end, { overflow: "reject" }).add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
}

/** Whether an end is a day, which a zone ends, and no moment. */
export function isDay(end: string): boolean {
  return day.test(end);
}
