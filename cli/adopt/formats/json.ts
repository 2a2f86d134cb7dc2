import { jsonText } from "../../report/jsonText.js";
import type { AdoptReport } from "../report.js";

/** For machines. */
export const json = (report: AdoptReport): string => jsonText(report);
