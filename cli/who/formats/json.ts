import { jsonText } from "../../report/jsonText.js";
import type { WhoReport } from "../report.js";

/** For machines; the package's `who-report.schema.json` describes it. */
export const json = (report: WhoReport): string => jsonText(report);
