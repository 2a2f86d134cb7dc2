import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { parseDeployment } from "../../cli/drift/deployment.js";
import { folderOf, PulumiStack } from "../../cli/PulumiStack.js";
import { readSettings } from "../../provider/connections/defineSystem.js";

const settings = z.object({ url: z.string({ error: "is needed" }).default("x"), apiKey: z.string() });
const spec = {
  name: "hostup",
  title: "HostUp",
  settings,
  secrets: ["apiKey"] as const,
  open: () => undefined,
  probe: async () => [],
};

const urn = "urn:pulumi:dev::company::pulumi:pulumi:Stack::company-dev";
const settled = { stack: "dev", project: "company", resources: [], pendingOperations: 0 };
const succeeded = [{ kind: "update", result: "succeeded" }];

let folder: string;
let path: string | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-permissions-cli-"));
  path = process.env.PATH;
  process.env.PATH = `${folder}:${path}`;
});
afterEach(async () => {
  process.env.PATH = path;
  await rm(folder, { recursive: true });
});

/** A stand-in for the Pulumi CLI that answers by the first words of its arguments. */
async function pulumiAnswers(answers: Readonly<Record<string, unknown>>): Promise<void> {
  const cases = Object.entries(answers).map(
    ([words, answer]) => `"${words}"*) cat <<'ANSWER'\n${JSON.stringify(answer)}\nANSWER\n;;`,
  );
  const script = `#!/bin/sh\ncase "$*" in\n${cases.join("\n")}\n*) echo "unexpected: $*" >&2; exit 9;;\nesac\n`;
  await writeFile(join(folder, "pulumi"), script);
  await chmod(join(folder, "pulumi"), 0o755);
}

test("the names of stack and project come from the state", () => {
  const text = JSON.stringify({
    version: 3,
    deployment: { resources: [{ urn, type: "pulumi:pulumi:Stack", id: null, outputs: null }] },
  });
  expect(parseDeployment(`\ufeff${text}`)).toMatchObject({ stack: "dev", project: "company" });
});

test("a file that holds something else than an export is no empty stack", () => {
  expect(() => parseDeployment('{"version":3,"checkpoint":{"latest":{}}}')).toThrow("pulumi stack export");
  expect(parseDeployment('{"version":3,"deployment":null}').resources).toEqual([]);
});

describe("a stack in a file backend", () => {
  const answers = (history: unknown = succeeded) => ({
    whoami: { url: `file://${folder}?no_tmp_dir=true` },
    "stack history": history,
  });
  const settle = () => new PulumiStack({ stack: "dev" }).requireSettled(settled);

  test("is settled when nothing speaks against it", async () => {
    await pulumiAnswers(answers());
    await expect(settle()).resolves.toBeUndefined();
    await pulumiAnswers(answers([]));
    await expect(settle()).resolves.toBeUndefined();
  });

  test.each([[["organization", "company", "dev"]], [["dev"]]])(
    "is not when there is a lock file in %j",
    async (parts) => {
      await pulumiAnswers(answers());
      const locks = join(folder, ".pulumi", "locks", ...parts);
      await mkdir(locks, { recursive: true });
      await writeFile(join(locks, "0a.json"), "{}");
      await expect(settle()).rejects.toThrow("Stack dev is locked");
    },
  );

  test("is not when its state has pending operations", async () => {
    const running = { ...settled, pendingOperations: 1 };
    await expect(new PulumiStack({}).requireSettled(running)).rejects.toThrow("pending operations");
  });

  test("is not when the last update failed, whatever was looked at since", async () => {
    const looked = { kind: "refresh", result: "succeeded" };
    await pulumiAnswers(answers([looked, { kind: "update", result: "failed" }, ...succeeded]));
    await expect(settle()).rejects.toThrow("The last update of stack dev did not succeed (failed)");
    await pulumiAnswers(answers([looked, ...succeeded, { kind: "destroy", result: "failed" }]));
    await expect(settle()).resolves.toBeUndefined();
  });

  test("is not when the last update failed and hundreds of looks came after it", async () => {
    const looks = Array.from({ length: 100 }, () => ({ kind: "refresh", result: "succeeded" }));
    const page = (number: number) => `stack history --json --page-size 100 --page ${number} `;
    const pages = {
      [page(1)]: looks,
      [page(2)]: looks,
      [page(3)]: [{ kind: "update", result: "failed" }],
      [page(4)]: [],
    };
    const { whoami } = answers();
    await pulumiAnswers({ whoami, ...pages });
    await expect(settle()).rejects.toThrow("The last update of stack dev did not succeed (failed)");
    await pulumiAnswers({ whoami, ...pages, [page(3)]: [] });
    await expect(settle()).resolves.toBeUndefined();
  });
});

describe("a stack in Pulumi Cloud", () => {
  const settle = (listed: object[], stack?: string) =>
    pulumiAnswers({
      whoami: { url: "https://app.pulumi.com/acme" },
      "stack ls": listed,
      "stack history": succeeded,
    }).then(() => new PulumiStack({ stack }).requireSettled(settled));

  test.each([
    ["dev", "dev"],
    ["acme/dev", "dev"],
    ["acme/company/dev", "acme/dev"],
    ["acme/dev", "acme/company/dev"],
    ["dev", "acme/company/dev"],
  ])("listed as %s is meant by %s", async (name, stack) => {
    const others = ["prod", "other/dev", "acme/else/dev"].filter((one) => stack !== "dev" || one !== "other/dev");
    const listed = [{ name, updateInProgress: false }, ...others.map((one) => ({ name: one, updateInProgress: true }))];
    await expect(settle(listed, stack)).resolves.toBeUndefined();
  });

  test("whose exact name is listed is no other one", async () => {
    const other = { name: "other/dev", updateInProgress: true };
    await expect(settle([{ name: "dev", updateInProgress: false }, other], "dev")).resolves.toBeUndefined();
  });

  test("that could be two of those listed is not taken for idle", async () => {
    const listed = ["acme/dev", "other/dev"].map((name) => ({ name, updateInProgress: false }));
    await expect(settle(listed, "dev")).rejects.toThrow("lists acme/dev and other/dev. Name it by --stack with");
  });

  test("is not settled while an update is in progress", async () => {
    await expect(settle([{ name: "dev", updateInProgress: true }], "dev")).rejects.toThrow(
      "An update of stack dev is running",
    );
    await expect(settle([{ name: "dev", current: true, updateInProgress: true }])).rejects.toThrow("is running");
  });

  test("that is not listed is not taken for idle", async () => {
    await expect(settle([{ name: "prod", current: false }], "dev")).rejects.toThrow("cannot be seen");
    await expect(settle([])).rejects.toThrow("cannot be seen");
  });
});

test.each([
  ["file:///tmp/state", "/tmp/state"],
  ["file:///tmp/state?no_tmp_dir=true", "/tmp/state"],
  ["file:///tmp/with%20space", "/tmp/with space"],
  ["file://~", homedir()],
  ["file://~/state", join(homedir(), "state")],
  ["file://./state", "/project/state"],
  ["file://.", "/project"],
])("%s is the folder %s", (url, expected) => {
  expect(folderOf(url, "/project")).toBe(expected);
});

describe("what messages call a setting", () => {
  const hostup = { value: '{"url":"https://x.example/api"}' };

  test("is the plugin's key where the stack has the plugin's settings alone", async () => {
    await pulumiAnswers({ config: { "permissions:hostup": hostup, "aws:region": { value: "eu-north-1" } } });
    const config = await new PulumiStack({ stack: "dev" }).config();
    expect(config("hostup:url")).toBe("https://x.example/api");
    expect(() => readSettings(spec, "default", config, {})).toThrow(
      /run `pulumi config set --secret --path 'permissions:hostup\.apiKey' VALUE`/,
    );
  });

  test.each([
    ["no system's settings", { "aws:region": { value: "eu-north-1" } }],
    ["those of the classes", { "hostup:url": { value: "https://x.example/api" } }],
    ["both", { "permissions:hostup": hostup, "hostup:url": { value: "https://x.example/api" } }],
  ])("is the system's own key where it has %s", async (_what, values) => {
    await pulumiAnswers({ config: values });
    const config = await new PulumiStack({ stack: "dev" }).config();
    expect(() => readSettings(spec, "default", config, {})).toThrow(
      /run `pulumi config set --secret hostup:apiKey VALUE`/,
    );
  });
});
