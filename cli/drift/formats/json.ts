import { z } from "zod";
import { type Report, reportSchema } from "../report.js";

/** For machines; the package's `drift-report.schema.json` describes it. */
export function json(report: Report): string {
  const text = JSON.stringify(report, null, 2);
  // Names come from other people, and the report may be printed on a terminal.
  const escaped = text.replaceAll(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escapedUnits);
  return `${escaped}\n`;
}

function escapedUnits(character: string): string {
  return Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
    .map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`)
    .join("");
}

/** The JSON Schema (draft 2020-12) of {@link json}. It allows properties that a later release may add. */
export function reportJsonSchema(): object {
  return z.toJSONSchema(reportSchema, { io: "input" });
}
