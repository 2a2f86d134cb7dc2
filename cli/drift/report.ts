import { z } from "zod";

const grants = z.array(z.string()).meta({ description: "Grant names, sorted, each once." });

const planned = z
  .object({ grant: grants, revoke: grants })
  .meta({ description: "What the correction does to live access." });

export const statusSchema = z.enum(["in-sync", "drifted", "gone", "unobservable", "failed"]);

const resourceSchema = z.object({
  name: z.string().meta({ description: "What the program calls the resource." }),
  urn: z.string(),
  type: z.string().meta({ description: "Type token, such as pulumi-nodejs:dynamic/hostup:ContactPermissions." }),
  system: z.string(),
  connection: z.string(),
  subject: z.string().meta({ description: "The subject in words, such as HostUp contact 14059." }),
  status: statusSchema,
  gained: grants,
  lost: grants,
  expired: grants.optional().meta({ description: "Those of gained whose end, by until, has come." }),
  until: z.record(z.string(), z.string()).optional().meta({
    description:
      "When grants end, or have ended, by their names: a day with its zone where that is not UTC, or a moment.",
  }),
  error: z.string().optional().meta({
    description: "Why it is failed or unobservable, or why a correction did not work, and what to do.",
  }),
  appliedAt: z.iso.datetime().optional().meta({ description: "When the stack last wrote this access." }),
  held: grants.optional().meta({
    description: "What the subject holds of that which the resource speaks for; missing where it could not be read.",
  }),
  planned: planned.optional().meta({ description: "With --dry-run: what --fix would do." }),
  corrected: planned.optional().meta({ description: "With --fix: what it did. The status is the one afterwards." }),
});

const unmanagedSchema = z.object({
  system: z.string(),
  connection: z.string(),
  scope: z.string().meta({ description: "The list in which they were found, such as company 15." }),
  subject: z.string(),
  grants,
});

/** What `pulumi-permissions drift` found. `gained` and `lost` are seen from what was last applied to what is live. */
export const reportSchema = z
  .object({
    version: z.literal(1),
    stack: z.string(),
    checkedAt: z.iso.datetime(),
    summary: z.object({
      resources: z.int(),
      inSync: z.int(),
      drifted: z.int(),
      gone: z.int(),
      unobservable: z.int(),
      failed: z.int(),
      unmanaged: z.int().meta({ description: "People with access whom no resource declares." }),
      corrected: z.int().meta({ description: "With --fix: resources whose access is as applied again." }),
    }),
    resources: z.array(resourceSchema),
    unmanaged: z
      .array(unmanagedSchema)
      .meta({ description: "People with access whom no resource of the stack declares." }),
  })
  .meta({ title: "Drift report of pulumi-permissions" });

export type Report = z.output<typeof reportSchema>;
export type ReportedResource = z.output<typeof resourceSchema>;
export type Unmanaged = z.output<typeof unmanagedSchema>;
export type Status = ReportedResource["status"];

/** How many resources there are of each status, how many were corrected, and how many people no resource declares. */
export function summaryOf(
  resources: readonly ReportedResource[],
  unmanaged: readonly Unmanaged[] = [],
): Report["summary"] {
  const count = (status: Status) => resources.filter((resource) => resource.status === status).length;
  return {
    resources: resources.length,
    inSync: count("in-sync"),
    drifted: count("drifted"),
    gone: count("gone"),
    unobservable: count("unobservable"),
    failed: count("failed"),
    unmanaged: unmanaged.length,
    corrected: resources.filter(({ status, corrected }) => status === "in-sync" && corrected !== undefined).length,
  };
}
