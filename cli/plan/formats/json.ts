import { jsonText } from "../../report/jsonText.js";
import type { PlanReport } from "../report.js";

/** For machines; the package's `plan-report.schema.json` describes it. */
export const json = (report: PlanReport): string => jsonText(report);
