import { checkArguments, type Properties, readArguments } from "../arguments/arguments.js";
import { recordKey } from "../arguments/reservedProperties.js";
import type { Context } from "../contract/Context.js";
import type { AdoptionRules, CommonArguments, PermissionDefinition } from "../contract/PermissionDefinition.js";
import { ImportError } from "../errors.js";
import { defineAdopter, type Proposal } from "./adopter.js";
import { parseState, stateVersion, storeState } from "./state.js";

/** Somebody who has access, as a resource that was never applied. */
export interface Imported {
  readonly id: string;
  /** Without what goes without saying: the engine writes a program of them. */
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/**
 * Reads somebody into the state by an id alone, `[connection/]` and the resource's id. Nothing is written. Who imports takes over what is
 * there, so that it is the baseline as well.
 *
 * @param name what the program calls the resource
 * @throws ImportError
 */
export type Importer = (id: string, name: string) => Promise<Imported>;

export function defineImporter<Arguments extends CommonArguments, Detail>(
  definition: PermissionDefinition<Arguments, Detail>,
  adoption: AdoptionRules,
  context: Context,
): Importer {
  const { schema, kind } = definition;
  const adopter = defineAdopter(definition, adoption, context);
  return async (given, name) => {
    const { connection, id } = addressedBy(adoption, kind, given);
    const proposal = await adopter.propose({ id, name: id, grants: undefined }, connection);
    if (proposal.status !== "adoptable") throw new ImportError(kind, given, whyNot(proposal));
    for (const remark of [...proposal.concerns, ...proposal.remarks])
      context.notify("warning", `${name} (${proposal.subject}): ${remark}.`);
    // Whoever adopts is asked what becomes of access later. An import says nothing of it, and the engine protects what it imports.
    const { onDelete: _adopted, ...inputs } = proposal.args;
    const { inputs: canonical } = checkArguments(schema, inputs);
    const { grants: declared, denied } = definition.desired(readArguments(schema, kind, canonical));
    const writtenAt = new Date(context.now()).toISOString();
    const record = { version: stateVersion, declared, denied, writtenAt, name, verified: true };
    const state = parseState(definition, { ...canonical, baseline: proposal.grants, [recordKey]: record });
    return { id: proposal.id, inputs, outputs: storeState(state) };
  };
}

/** An id that looks like one is not taken apart: the first word of `account/anna` is no connection. */
function addressedBy({ id: { pattern, example } }: AdoptionRules, kind: string, given: string) {
  if (pattern.test(given)) return { connection: "default", id: given };
  const [, connection = "", id = ""] = /^([A-Za-z][A-Za-z0-9_-]*)\/(.*)$/su.exec(given) ?? [];
  if (pattern.test(id)) return { connection, id };
  const cure = `is no id of this kind: write one such as ${example}, or web1/${example} for the connection web1`;
  throw new ImportError(kind, given, cure);
}

function whyNot(proposal: Exclude<Proposal, { readonly status: "adoptable" }>): string {
  if (proposal.status === "not-adoptable") return `${proposal.why}. ${proposal.cure}`;
  if (proposal.status === "failed") return proposal.error;
  return `its access cannot be read. ${proposal.why} Declare it in the program instead: \`pulumi up\` makes it so.`;
}
