import { markup } from "../../report/markup.js";
import { page } from "../../report/page.js";
import type { WhoReport } from "../report.js";

export function html(_report: WhoReport): string {
  return page("Who has what", markup``);
}
