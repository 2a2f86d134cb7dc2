import type { Context } from "../../provider/contract/Context.js";
import { messageOf } from "../../provider/errors.js";
import type { Proof } from "../../provider/lifecycle/adopter.js";
import { resourceKinds } from "../../provider/systems/resourceKinds.js";
import { keyIn } from "./candidates.js";
import type { ReadEntry } from "./program/readProgram.js";

/** A resource of a program, with what a run would make of live access. */
export interface Proven {
  readonly entry: ReadEntry;
  readonly system: string;
  readonly connection: string;
  readonly proof: Proof | { readonly status: "failed"; readonly subject: string; readonly error: string };
  /** What tells the subject from all others; nothing where it was not read. */
  readonly key: string | undefined;
}

/** Compares what a text says with live access: what stands in it counts, and not what it was made from. */
export function prove(entries: readonly ReadEntry[], context: Context): Promise<readonly Proven[]> {
  const adopters = new Map([...resourceKinds].map(([path, { adopter }]) => [path, adopter?.(context)]));
  return Promise.all(
    entries.map(async (entry): Promise<Proven> => {
      const [system = entry.kind] = entry.kind.split("/");
      const connection = typeof entry.args.connection === "string" ? entry.args.connection : "default";
      const named = { entry, system, connection };
      try {
        const adopter = adopters.get(entry.kind);
        if (adopter === undefined) throw new Error(`This release cannot adopt ${entry.kind}.`);
        const proof = await adopter.prove(entry.args);
        const address = proof.status === "read" ? adopter.address(connection) : undefined;
        const key = proof.status === "read" && address !== undefined ? keyIn({ system, address }, proof.id) : undefined;
        return { ...named, proof, key };
      } catch (error) {
        return { ...named, proof: { status: "failed", subject: entry.name, error: messageOf(error) }, key: undefined };
      }
    }),
  );
}
