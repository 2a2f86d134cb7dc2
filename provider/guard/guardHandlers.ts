import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { checkArguments, type Properties } from "../arguments/arguments.js";
import { expected, word } from "../arguments/schema.js";
import { hasUnknown } from "../arguments/unknown.js";
import type { Context } from "../contract/Context.js";
import type { Handlers } from "../lifecycle/lifecycle.js";
import { packageIn } from "../pulumi/providerText.js";
import type { ServedKind } from "../pulumi/servedKind.js";
import { resourceKinds } from "../systems/resourceKinds.js";
import { defaultLimits } from "./defaultLimits.js";
import { type Guarded, guardedList, judgeLosses, keyOf } from "./judgeLosses.js";

const number = (what: string, isFine: (value: number) => boolean) =>
  z.number({ error: expected(what) }).refine(isFine, { error: expected(what) });
const whole = (least: number) => (value: number) => Number.isSafeInteger(value) && value >= least;
const object = z.object({
  maxPeople: number("a whole number, from 0", whole(0)).default(defaultLimits.maxPeople),
  maxShare: number("a share from 0 to 1, such as 0.25", (value) => value >= 0 && value <= 1).default(
    defaultLimits.maxShare,
  ),
  removing: number("a whole number, from 1, or left out where nobody goes", whole(1)).optional(),
  keep: z
    .array(word("a subject as messages call it, such as HostUp contact 14059"), {
      error: expected('a list of subjects, such as ["HostUp contact 14059"]'),
    })
    .default([]),
  subjects: z
    .array(z.unknown(), { error: expected("the list of the program's permission resources") })
    .default([])
    .describe(
      "All permission resources of the program: the resources themselves. The class for TypeScript knows them by itself.",
    ),
});
const schema = { object, rules: [] };

/** The arguments of a guard. */
export const guardArguments = object;

/** What the class sends of each resource of the program. */
const sentSchema = z.object({
  kind: z.string(),
  name: z.string(),
  isRetained: z.boolean(),
  args: z.record(z.string(), z.unknown()),
});
/** Somebody as the guard knows them from before, where a run leaves their resource out. */
export class Remembered {
  constructor(readonly guarded: Guarded) {}
}

/** Whom a guard declared before. */
export function rememberedIn(olds: Properties): readonly Guarded[] {
  return memorySchema.safeParse(olds).data?.subjects ?? [];
}

const memorySchema = z.object({ subjects: guardedList });
const id = "access-guard";

/** Path of the guard's kind, as the provider text in a state names it. */
export const guardKind = "access/AccessGuard";

/**
 * The lifecycle of a guard: all of it is `check`, which compares the program with the one before, and asks no system.
 *
 * @param servedAt finds what another package serves, by the module that it is loaded by
 */
export function guardHandlers(
  { notify, brake, now: clock }: Context,
  servedAt: (module: string) => ServedKind | undefined = () => undefined,
): Handlers {
  const outputsOf = (inputs: Properties): Properties =>
    Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));

  return {
    check(news, olds = {}, resource) {
      const { inputs, failures } = checkArguments(schema, news);
      const args = object.safeParse(inputs);
      if (failures.length > 0 || !args.success || hasUnknown({ ...inputs, subjects: [] })) return { inputs, failures };
      if (resource?.guard !== undefined) {
        const reason = `is a second guard: the program has "${resource.guard}" already, and one guards everybody`;
        return { inputs, failures: [{ property: "", reason }] };
      }
      const sent = args.data.subjects.map((subject) => guardedOf(subject, clock(), servedAt));
      const strange = sent.flatMap((one, index) => (one === "strange" ? [index] : []));
      if (strange.length > 0) {
        const reason =
          "must be a permission resource itself, as the program references it, and not its id, its name, or something else";
        return { inputs, failures: strange.map((index) => ({ property: `subjects[${index}]`, reason })) };
      }
      const unclear = args.data.subjects.filter((_subject, index) => sent[index] === "unclear").map(nameOf);
      if (unclear.length > 0) {
        const reason = `cannot tell whom ${unclear.join(", ")} speaks for, because a stack transformation has changed its arguments: write them in the program`;
        return { inputs, failures: [{ property: "", reason }] };
      }
      const foreign = args.data.subjects.filter((_subject, index) => sent[index] === "foreign");
      if (foreign.length > 0) {
        const reason = `cannot tell whom ${foreign.map(nameOf).join(", ")} speaks for, because ${[...new Set(foreign.map(packageOf))].join(" and ")} serves it and tells this guard nothing that it understands. The guard must be that of "pulumi-permissions", not of "pulumi-permissions/native", and the package's handlers must be made by permissionHandlers of the same release`;
        return { inputs, failures: [{ property: "", reason }] };
      }
      const now = sent.filter((one) => typeof one === "object");
      const unknown = sent.filter((one) => one === "unknown").length;
      const memory = memorySchema.safeParse(olds);
      // Without its memory the guard would let everything pass.
      if (!memory.success && olds.subjects !== undefined) {
        const reason =
          "cannot read whom the program declared before: install the release that wrote it, or take the guard out of the state (`pulumi state unprotect`, `pulumi state delete`) and make it anew";
        return { inputs, failures: [{ property: "", reason }] };
      }
      const before = memory.success ? memory.data.subjects : [];
      const { losers, refusals } = judgeLosses(before, now, unknown, args.data, clock());
      if (args.data.removing !== undefined && before.length > 0 && losers.length === 0 && unknown === 0) {
        notify(
          "info",
          `${resource?.name ?? "guard"}: removing: ${args.data.removing} is no longer needed, because nobody loses everything: take it out.`,
        );
      }
      if (refusals.length === 0) brake?.approve(losers.map(keyOf));
      // Only who is guarded goes into the state. While somebody is not known yet, this is a preview, and nothing is stored.
      return { inputs: { ...inputs, subjects: unknown > 0 ? inputs.subjects : now }, failures: refusals };
    },

    diff: (olds, news) => ({
      changes: !isDeepStrictEqual(outputsOf(argumentsIn(olds)), outputsOf(argumentsIn(news))),
      replaces: [],
      deleteBeforeReplace: false,
    }),

    create: async (inputs) => ({ id, outputs: outputsOf(argumentsIn(inputs)) }),
    update: async (_olds, news) => ({ outputs: outputsOf(argumentsIn(news)) }),
    read: async (outputs) => ({ id, outputs, inputs: argumentsIn(outputs) }),
    async delete() {
      brake?.release();
      notify(
        "warning",
        "The access guard is gone: from now on nothing stops a program that takes everything from everybody.",
      );
    },
  };
}

function argumentsIn(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => Object.hasOwn(object.shape, key)));
}

function nameOf(subject: unknown): string {
  return sentSchema.safeParse(subject).data?.name ?? "a resource";
}

function packageOf(subject: unknown): string {
  return packageIn(sentSchema.safeParse(subject).data?.kind ?? "");
}

/** Whom a resource of the program speaks for; what is only watched is taken from nobody. */
function guardedOf(
  subject: unknown,
  now: number,
  servedAt: (module: string) => ServedKind | undefined,
): Guarded | "unknown" | "unclear" | "watched" | "strange" | "foreign" {
  if (subject instanceof Remembered) return subject.guarded;
  const sent = sentSchema.safeParse(subject);
  // Only what is really not known yet may be anybody.
  if (!sent.success) return hasUnknown(subject) ? "unknown" : "strange";
  const { kind, name, isRetained, args } = sent.data;
  const isForeign = packageIn(kind) !== "";
  const served = resourceKinds.get(kind) ?? (isForeign ? servedAt(kind) : undefined);
  if (served === undefined && isForeign) return "foreign";
  const told = served?.declared(args, now);
  if (told === undefined) return hasUnknown(args) ? "unknown" : "unclear";
  if (told === "watched") return told;
  const { endsAt, ...rest } = told;
  const end = endsAt === undefined ? {} : { endsAt: new Date(endsAt).toISOString() };
  // Another package may have been made with another release.
  const [guarded] = guardedList.safeParse([{ ...rest, ...end, name, stays: isRetained || told.stays }]).data ?? [];
  return guarded ?? "foreign";
}
