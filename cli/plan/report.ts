import { z } from "zod";

const grants = z.array(z.string()).meta({ description: "Grant names, sorted, each once." });

export const statusSchema = z.enum([
  "unchanged",
  "changes",
  "new",
  "removed",
  "replaced",
  "unknown",
  "unobservable",
  "failed",
]);
export type Status = z.output<typeof statusSchema>;

const subjectSchema = z.object({
  name: z.string().meta({ description: "What the program calls the resource." }),
  urn: z.string(),
  type: z.string().meta({ description: "Type token, such as pulumi-nodejs:dynamic/hostup:ContactPermissions." }),
  system: z.string(),
  connection: z.string(),
  subject: z.string().meta({ description: "The subject in words, such as HostUp contact 14059." }),
  status: statusSchema.meta({
    description:
      "What becomes of the subject. A replacement is two entries with one urn: whom it leaves, and whom it takes over.",
  }),
  grants: grants.meta({ description: "What it gains, from live access to access after `pulumi up`." }),
  revokes: grants.meta({ description: "What it loses." }),
  losesEverything: z.boolean().meta({ description: "Whether it has access now and none afterwards." }),
  until: z.record(z.string(), z.string()).optional().meta({
    description:
      "When grants end, or have ended, by their names: a day with its zone where that is not UTC, or a moment.",
  }),
  remark: z.string().optional().meta({ description: "Why nothing is taken away, or what the run does not mend." }),
  error: z.string().optional().meta({ description: "Why it is failed, unobservable or unknown, and what to do." }),
});
export type PlannedSubject = z.output<typeof subjectSchema>;

const counts = z.object({
  subjects: z.int(),
  unchanged: z.int(),
  changes: z.int(),
  new: z.int(),
  removed: z.int(),
  replaced: z.int(),
  unknown: z.int(),
  unobservable: z.int(),
  failed: z.int(),
  losingEverything: z.int(),
});

/** What `pulumi-permissions plan` foretells: live access compared with access after `pulumi up`. */
export const planSchema = z
  .object({
    version: z.literal(1),
    stack: z.string(),
    checkedAt: z.iso.datetime(),
    summary: counts,
    subjects: z.array(subjectSchema),
  })
  .meta({ title: "Plan report of pulumi-permissions" });
export type PlanReport = z.output<typeof planSchema>;

/** The JSON Schema (draft 2020-12) of a report. It allows properties that a later release may add. */
export function planJsonSchema(): object {
  return z.toJSONSchema(planSchema, { io: "input" });
}

export function summaryOf(subjects: readonly PlannedSubject[]): PlanReport["summary"] {
  const count = (status: Status) => subjects.filter((subject) => subject.status === status).length;
  return {
    subjects: subjects.length,
    unchanged: count("unchanged"),
    changes: count("changes"),
    new: count("new"),
    removed: count("removed"),
    replaced: count("replaced"),
    unknown: count("unknown"),
    unobservable: count("unobservable"),
    failed: count("failed"),
    losingEverything: subjects.filter(({ losesEverything }) => losesEverything).length,
  };
}

/**
 * Exit status of the command: 0 when nobody's access changes, 2 when somebody's does or cannot be known before `up`, 1 when something
 * failed, or more than `maxLosing` people would lose everything.
 */
export function exitStatus({ summary, subjects }: PlanReport, maxLosing: number): 0 | 1 | 2 {
  if (summary.failed > 0 || summary.losingEverything > maxLosing) return 1;
  // What cannot be read alone is 0: what is named of it was not seen.
  const isChanging = subjects.some(
    ({ status, grants, revokes }) => status !== "unobservable" && grants.length + revokes.length > 0,
  );
  return isChanging || summary.unknown > 0 ? 2 : 0;
}
