import { z } from "zod";
import { jsonText } from "../../report/jsonText.js";
import { type Report, reportSchema } from "../report.js";

/** For machines; the package's `drift-report.schema.json` describes it. */
export const json = (report: Report): string => jsonText(report);

/** The JSON Schema (draft 2020-12) of {@link json}. It allows properties that a later release may add. */
export function reportJsonSchema(): object {
  return z.toJSONSchema(reportSchema, { io: "input" });
}
