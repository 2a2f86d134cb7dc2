import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { lock } from "proper-lockfile";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";
import { ConfigurationError } from "../../../errors.js";

const tokensSchema = z.object({
  refreshToken: z.string().optional(),
  accessToken: z.string().optional(),
  /** Milliseconds since 1970. */
  expiresAt: z.number().optional(),
  /** Seconds that the access token lived from the start. */
  lifetime: z.number().optional(),
});
export type Tokens = z.output<typeof tokensSchema>;

const lockedSchema = z.looseObject({ code: z.literal("ELOCKED") });
const lostLockSchema = z.looseObject({ code: z.literal("ERELEASED") });
const missingSchema = z.looseObject({ code: z.literal("ENOENT") });

/** Nothing where there is no file yet. */
export async function readTokenFile(path: string): Promise<Tokens | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (missingSchema.safeParse(error).success) return undefined;
    throw error;
  }
  const tokens = tokensSchema.safeParse(parse(text));
  if (tokens.success) return tokens.data;
  throw new ConfigurationError(
    `${path} is not a token file of pulumi-permissions. Run \`pulumi-permissions login bakeronline\` to write it anew.`,
  );
}

/**
 * Replaces the tokens in one step, readable by its owner only. While `update` works no other process can, so that a refresh
 * token that is good for one use is used once.
 */
export async function updateTokenFile(
  path: string,
  update: (stored: Tokens | undefined) => Promise<Tokens>,
): Promise<Tokens> {
  return whileLocked(path, async (write) => {
    const stored = await readTokenFile(path);
    const tokens = await update(stored);
    if (tokens !== stored) await write(tokens);
    return tokens;
  });
}

/** Writes new tokens whatever the file holds, so that a login repairs a damaged one. */
export async function writeTokenFile(path: string, tokens: Tokens): Promise<void> {
  await whileLocked(path, (write) => write(tokens));
}

async function whileLocked<Result>(
  path: string,
  task: (write: (tokens: Tokens) => Promise<void>) => Promise<Result>,
): Promise<Result> {
  await prepareTokenFile(path);
  const release = await lockFile(path);
  try {
    return await task((tokens) => writeFileAtomic(path, `${JSON.stringify(tokens)}\n`, { mode: 0o600 }));
  } finally {
    await release().catch((error: unknown) => {
      // Lost meanwhile, as after a suspend: no reason to throw away what the task got.
      if (!lostLockSchema.safeParse(error).success) throw error;
    });
  }
}

/** Makes the folder of a token file; a path that cannot be is noticed before anything is spent on it. */
export async function prepareTokenFile(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
}

async function lockFile(path: string): Promise<() => Promise<void>> {
  try {
    return await lock(path, {
      realpath: false,
      stale: 30_000,
      retries: { retries: 60, minTimeout: 50, maxTimeout: 1_000 },
      // By default a lost lock ends the process. Without it, another process may renew at the same time: where refresh tokens
      // rotate, one of the two is refused, and at worst somebody has to log in again.
      onCompromised: () => undefined,
    });
  } catch (error) {
    if (!lockedSchema.safeParse(error).success) throw error;
    throw new ConfigurationError(
      `${path} has been locked by another process for a minute. Wait for it to end; if there is none, delete ${path}.lock.`,
    );
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
