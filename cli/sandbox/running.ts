import { chmod, mkdir, readdir, rm, stat } from "node:fs/promises";
import { createConnection, createServer, type Server } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { messageOf } from "../../provider/errors.js";
import { UsageError } from "../UsageError.js";

/** What somebody wants of a running sandbox, and what it says. */
export const wishSchema = z.object({
  deed: z.enum(["grant", "revoke"]),
  system: z.string(),
  name: z.string(),
  grants: z.array(z.string()),
});
export type Wish = z.output<typeof wishSchema>;
const replySchema = z.object({ ok: z.boolean(), text: z.string() });
export type Reply = z.output<typeof replySchema>;

const folder = join(tmpdir(), `pulumi-permissions-sandbox-${userInfo().username.replaceAll(/\W/g, "_")}`);

/** Where the running sandboxes of one user are found by the other commands: a folder that is nobody else's. */
export async function sandboxFolder(): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Somebody else may have made a folder of this name, to look at what is written in it.
  const { uid } = await stat(folder);
  if (process.getuid !== undefined && uid !== process.getuid()) {
    throw new UsageError(`${folder} belongs to somebody else: set TMPDIR to a folder of your own.`);
  }
  await chmod(folder, 0o700);
  return folder;
}

/** Not a port: whoever may not open the folder cannot ask, and no proxy stands in between. */
function socketOf(pid: string): string {
  return process.platform === "win32"
    ? `\\\\.\\pipe\\pulumi-permissions-sandbox-${pid}`
    : join(folder, `${pid}.socket`);
}

/** Lets other commands change what this process serves. */
export async function listenForWishes(fulfil: (wish: Wish) => Reply): Promise<Server> {
  await sandboxFolder();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let sent = "";
    // Not read to the end as a stream: that would close the way back too.
    socket.setEncoding("utf8").on("data", (part: string) => {
      sent += part;
    });
    socket.once("end", () => socket.end(JSON.stringify(answered(sent, fulfil)))).once("error", () => socket.destroy());
  });
  const path = socketOf(String(process.pid));
  await rm(path, { force: true });
  await new Promise<void>((done, failed) => {
    server.once("error", failed).listen(path, done);
  });
  return server;
}

function answered(sent: string, fulfil: (wish: Wish) => Reply): Reply {
  try {
    return fulfil(wishSchema.parse(JSON.parse(sent)));
  } catch (error) {
    return { ok: false, text: messageOf(error) };
  }
}

/** @throws UsageError where there is none, or several of which none was named */
export async function askRunningSandbox(wish: Wish, pid?: string): Promise<Reply> {
  const found = pid === undefined ? await runningSandboxes() : [pid];
  const [one, ...others] = found;
  if (one === undefined) {
    throw new UsageError(
      "No sandbox is running here. Start one in another terminal: `npx pulumi-permissions sandbox`.",
    );
  }
  if (others.length > 0) {
    throw new UsageError(`Several sandboxes are running: name one by --pid ${found.join(" or --pid ")}.`);
  }
  const said = await ask(one, JSON.stringify(wish));
  if (said === undefined) throw new UsageError(`No sandbox is running with the process id ${one}.`);
  return replySchema.parse(JSON.parse(said));
}

/** Those that answer. What a killed one has left behind is cleared away. */
async function runningSandboxes(): Promise<string[]> {
  const files = await readdir(await sandboxFolder());
  const alive: string[] = [];
  for (const pid of files.flatMap((file) => /^(\d+)\.env$/.exec(file)?.[1] ?? [])) {
    if (await isAlive(pid)) alive.push(pid);
    else await Promise.all([`${pid}.env`, `${pid}.socket`].map((file) => rm(join(folder, file), { force: true })));
  }
  return alive;
}

async function isAlive(pid: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(socketOf(pid))
      .once("connect", () => {
        socket.destroy();
        resolve(true);
      })
      .once("error", () => resolve(false));
  });
}

async function ask(pid: string, words: string): Promise<string | undefined> {
  const socket = createConnection(socketOf(pid));
  socket.end(words);
  return text(socket).catch(() => undefined);
}
