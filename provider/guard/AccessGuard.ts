import * as pulumi from "@pulumi/pulumi";
import { resourceKey } from "../arguments/reservedProperties.js";
import { aliased, marked, refuseImport, type Shell, textOf, typeIn } from "../pulumi/PermissionResource.js";
import { type Registered, runRegister } from "../pulumi/runRegister.js";
import { defaultLimits } from "./defaultLimits.js";

const kind = { system: "access", name: "AccessGuard" };

/** Arguments of {@link AccessGuard}. */
export interface AccessGuardArgs {
  /** How many people may lose everything in one change, whatever their share; from 0. Default: 3. */
  maxPeople?: pulumi.Input<number> | undefined;
  /** Which share of the guarded people may lose everything in one change, whatever their number; from 0 to 1. Default: 0.25. */
  maxShare?: pulumi.Input<number> | undefined;
  /**
   * In place of both limits: exactly so many people lose everything in this change, or it is refused. Once it is done, take it out
   * again; until then it stands for any later change of as many. Default: none.
   */
  removing?: pulumi.Input<number> | undefined;
  /**
   * People who never leave the program nor lose everything, as messages call them, such as `"HostUp contact 14059"`. It beats `removing`.
   * Default: nobody.
   */
  keep?: pulumi.Input<pulumi.Input<string>[]> | undefined;
}

/**
 * Owns **nothing**, and stops a program that has gone empty, broke half way or was merged by mistake, before it takes everything from many
 * people at once.
 *
 * Make it last, once in a program, after all permission resources: it depends on all of them and is protected. A change is refused where
 * more than `maxPeople` people **and** more than `maxShare` of them would lose everything. That is: they leave the program while
 * their `onDelete` is `"revoke"`, the program gives them nothing any more, or a change lets all of it end (`until`) within 14 days. What ends by
 * itself on its day is not counted: that was agreed on when the end was written. Taking it from the last one is always refused.
 *
 * ```ts
 * new ContactPermissions("anna", { contactId: 14059, canViewInvoices: true });
 * new AccessGuard("guard");
 * ```
 *
 * - **Preview**: refuses what is too much, without any request, and names the people and the `removing` that would allow it.
 * - **Up**: the engine deletes last, so nobody who leaves the program loses anything where the guard refuses. What an *update* empties
 *   comes before the guard: only the preview stops all of that, so do not skip it.
 * - **Where the guard is not reached** (something fails before it, `--target` leaves it out, an update empties people without a preview) the
 *   provider counts for itself: a run takes everything from no more people than the limits allow, and refuses the rest by name.
 * - **Without the guard in the program** the engine would have to delete it first, and refuses, because it is protected.
 * - **Do not combine it** with a second guard, nor with `protect: false`, which leaves an empty program unguarded.
 * - Resources that are made after the guard are an error. DelegatedAccess takes nothing away and is not counted.
 * - **Id**: `access-guard`.
 * - **Destroy** in two deliberate steps: `pulumi state unprotect URN-of-the-guard`, then `pulumi destroy`. It takes nothing from anybody itself.
 * - **Errors**: all of them at preview, of the form "4 people of 8 would lose everything: …".
 *
 * Source: the engine's order of steps, deletes last and dependents first.
 */
export class AccessGuard extends pulumi.CustomResource {
  /** @internal Which shell around the handlers serves the class. */
  static readonly shell: Shell = "dynamic";

  declare readonly maxPeople: pulumi.Output<number>;
  declare readonly maxShare: pulumi.Output<number>;
  declare readonly removing: pulumi.Output<number | undefined>;
  declare readonly keep: pulumi.Output<string[]>;

  constructor(name: string, args: AccessGuardArgs = {}, opts: pulumi.CustomResourceOptions = {}) {
    refuseImport(`AccessGuard "${name}"`, opts);
    if (opts.ignoreChanges?.some((path) => path === "*" || path.startsWith("subjects"))) {
      throw new pulumi.RunError(
        `AccessGuard "${name}": ignoreChanges must not name subjects, by which the guard sees who leaves: take it out.`,
      );
    }
    const { shell } = new.target;
    const run = runRegister();
    const { resources } = run;
    const properties = {
      maxPeople: undefined,
      maxShare: undefined,
      removing: undefined,
      keep: undefined,
      ...args,
      subjects: resources.map(guardedInput),
      [resourceKey]: marked(name, run.guard),
      ...textOf(shell, kind),
    };
    run.guard ??= name;
    run.limits ??= plainLimits(args);
    super(typeIn(shell, kind), name, properties, {
      ...aliased(shell, kind, opts),
      protect: opts.protect ?? true,
      dependsOn: pulumi
        .output(opts.dependsOn ?? [])
        .apply((given) => [...(Array.isArray(given) ? given : [given]), ...resources.map(({ resource }) => resource)]),
    });
  }
}

/** What each resource is told of the guard; a limit that is computed later counts as the default there, and as itself in the guard. */
function plainLimits({ maxPeople, maxShare, removing, keep }: AccessGuardArgs) {
  const number = (value: unknown, byDefault: number) => (typeof value === "number" ? value : byDefault);
  return {
    maxPeople: number(maxPeople, defaultLimits.maxPeople),
    maxShare: number(maxShare, defaultLimits.maxShare),
    removing: typeof removing === "number" ? removing : undefined,
    keep: Array.isArray(keep) ? keep.filter((one) => typeof one === "string") : [],
  };
}

/** By what the engine was told, after transformations, and not by what the program wrote. */
function guardedInput({
  package: serving,
  system,
  kind,
  name,
  resource,
  given,
  isRetained,
}: Registered): pulumi.Inputs {
  const keys = [...new Set([...given, "connection", "onDelete", "baseline"])];
  const args = Object.fromEntries(keys.map((key) => [key, Reflect.get(resource, key)]));
  const path = `${system}/${kind}`;
  return { kind: serving === undefined ? path : `${serving}/${path}`, name, isRetained, args };
}
