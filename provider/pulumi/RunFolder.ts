import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { z } from "zod";
import type { OtherProcesses } from "../contract/Context.js";

const noteSchema = z.union([z.object({ speaksFor: z.string() }), z.object({ took: z.string() })]);
type Note = z.output<typeof noteSchema>;

/**
 * What the provider processes of one run tell each other: a folder named by where their engine listens, in it a file of each, a note a line. The
 * engine starts a process for each shell and for each provider of the program, and none of them hears of what the others are asked. There are
 * subjects in it, and nothing of what they may do.
 */
export class RunFolder implements OtherProcesses {
  readonly #folder: string;
  readonly #own = String(process.pid);

  /** @param engine where it listens: the same for all processes of a run, and for those of no other that is under way */
  constructor(engine: string, folder = join(tmpdir(), `pulumi-permissions-${userInfo().username}`)) {
    this.#folder = join(folder, engine.replaceAll(/[^\w.-]/g, "_"));
    process.once("exit", () => rmSync(join(this.#folder, this.#own), { force: true }));
  }

  speaksFor(subject: string): void {
    this.#note({ speaksFor: subject });
  }

  isSpokenFor(subject: string): boolean {
    return this.#others().some((note) => "speaksFor" in note && note.speaksFor === subject);
  }

  took(person: string): void {
    this.#note({ took: person });
  }

  taken(): readonly string[] {
    return this.#others().flatMap((note) => ("took" in note ? [note.took] : []));
  }

  #note(note: Note): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    appendFileSync(join(this.#folder, this.#own), `${JSON.stringify(note)}\n`, { mode: 0o600 });
  }

  #others(): readonly Note[] {
    return filesIn(this.#folder)
      .filter((name) => name !== this.#own)
      .flatMap((name) => (isAlive(Number(name)) ? notesIn(join(this.#folder, name)) : this.#forget(name)));
  }

  /** What a process that was killed has left behind, perhaps of another run that listened there. */
  #forget(name: string): readonly Note[] {
    rmSync(join(this.#folder, name), { force: true });
    return [];
  }
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** A line that is being written is read the next time. */
function notesIn(file: string): readonly Note[] {
  try {
    const lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
    return lines.flatMap((line) => noteSchema.safeParse(JSON.parse(line)).data ?? []);
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is alive as well.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
