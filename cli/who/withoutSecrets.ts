import type { Deployment } from "../drift/deployment.js";
import { masksOf } from "../drift/withoutSecrets.js";
import type { WhoReport } from "./report.js";

/** Takes out of an answer what the stack keeps secret. */
export function withoutSecrets(report: WhoReport, deployment: Pick<Deployment, "resources">): WhoReport {
  const { mask, ownMask, grantMask } = masksOf(deployment);
  return {
    ...report,
    rows: report.rows.map((row) => {
      const grantOf = grantMask(row.urn);
      return {
        ...row,
        ...(row.person === undefined ? {} : { person: mask(row.person) }),
        subject: ownMask(row.urn)(row.subject),
        grant: grantOf(row.grant),
        ...(row.through === undefined ? {} : { through: grantOf(row.through) }),
        ...(row.until === undefined ? {} : { until: ownMask(row.urn)(row.until) }),
        ...(row.seen === "unmanaged" ? { name: mask(row.name) } : {}),
      };
    }),
    nothing: report.nothing.map((one) => ({ ...one, subject: ownMask(one.urn)(one.subject) })),
    unknown: report.unknown.map(({ why, subject, ...one }) => ({
      ...one,
      ...(subject === undefined ? {} : { subject: mask(subject) }),
      why: mask(why),
    })),
  };
}
