import { z } from "zod";

const rowSchema = z.object({
  person: z
    .string()
    .optional()
    .meta({ description: "Who it is, where that is more than the subject: an e-mail address, or a delegate." }),
  name: z.string().meta({ description: "What the program calls the resource; what a list calls somebody unmanaged." }),
  urn: z.string().meta({ description: "Empty for somebody unmanaged." }),
  owner: z
    .string()
    .optional()
    .meta({ description: "The component in which the program made the resource: its type and its name." }),
  system: z.string(),
  connection: z.string(),
  subject: z.string().meta({ description: "The subject in words, such as HostUp contact 14059." }),
  grant: z.string().meta({ description: "The grant that was asked for, else one that is held." }),
  through: z.string().optional().meta({ description: "The wider grant that gives it, where it is not held itself." }),
  until: z.string().optional().meta({ description: "When it ends, as the program says it." }),
  ended: z.boolean().optional().meta({ description: "True where that is over: the next `pulumi up` takes it away." }),
  role: z.string().optional().meta({ description: "What it is for, where the program says so." }),
  seen: z.enum(["applied", "live", "unmanaged"]).meta({
    description: "Whether the state says so, or the system; unmanaged: the system, of what no resource declares.",
  }),
  drift: z.enum(["gained", "lost"]).optional().meta({
    description: "With --at live: held, but not applied; or applied, but not held any more.",
  }),
});

const idleSchema = z.object({
  name: z.string(),
  urn: z.string(),
  system: z.string(),
  connection: z.string(),
  subject: z.string(),
});

const unknownSchema = z.object({
  system: z.string(),
  connection: z.string().optional(),
  name: z.string().optional(),
  subject: z
    .string()
    .optional()
    .meta({ description: "Of whom it is not known; missing where it is the whole system." }),
  why: z.string(),
});

/** What `pulumi-permissions who` answers. */
export const whoSchema = z
  .object({
    version: z.literal(1),
    stack: z.string(),
    at: z.enum(["applied", "live"]),
    checkedAt: z.iso.datetime(),
    rows: z.array(rowSchema).meta({ description: "One for each person and grant." }),
    nothing: z.array(idleSchema).meta({ description: "Who was asked for, is declared, and holds nothing." }),
    unknown: z.array(unknownSchema).meta({ description: "What the answer does not say." }),
  })
  .meta({ title: "Who report of pulumi-permissions" });

export type WhoReport = z.output<typeof whoSchema>;
export type Row = z.output<typeof rowSchema>;
export type Idle = z.output<typeof idleSchema>;
export type Unknown = z.output<typeof unknownSchema>;

/** The JSON Schema (draft 2020-12) of a report. It allows properties that a later release may add. */
export function whoJsonSchema(): object {
  return z.toJSONSchema(whoSchema, { io: "input" });
}

/**
 * Exit status of the command: 1 where something that was asked for was not read, 3 where nobody matches, 0 otherwise. Who is only perhaps
 * meant does not match; who was asked for and holds nothing does.
 */
export function exitStatus({ rows, nothing }: WhoReport, isIncomplete: boolean): 0 | 1 | 3 {
  if (isIncomplete) return 1;
  return rows.length + nothing.length === 0 ? 3 : 0;
}
