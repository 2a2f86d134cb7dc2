import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { gitlabFile, gitlabJob } from "./pipelines.js";

jest.setTimeout(120_000);

const run = promisify(execFile);
const jobs = z.array(z.looseObject({ name: z.string(), when: z.string() }));
const command = resolve("node_modules/gitlab-ci-local", "dist/index.js");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-permissions-gitlab-"));
  const git = (...args: string[]) =>
    run("git", ["-c", "user.name=Test", "-c", "user.email=test@example.com", ...args], {
      cwd: folder,
      // A developer may sign commits, or have hooks.
      env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" },
    });
  await git("init", "--quiet", "--initial-branch", "main");
  await git("remote", "add", "origin", "git@gitlab.example:company/access.git");
  await git("commit", "--quiet", "--allow-empty", "--message", "Begin");
});
afterAll(() => rm(folder, { recursive: true }));

/** What a pipeline with these variables runs, judged by GitLab's own JSON schema, which gitlab-ci-local carries. */
async function jobsOf(variables: Readonly<Record<string, string>>, text?: string): Promise<readonly string[]> {
  await writeFile(join(folder, ".gitlab-ci.yml"), text ?? (await readFile(gitlabFile, "utf8")));
  const given = Object.entries(variables).flatMap(([name, value]) => ["--variable", `${name}=${value}`]);
  const { stdout } = await run(process.execPath, [command, "--list-json", ...given], { cwd: folder });
  const found = jobs.parse(JSON.parse(stdout.slice(stdout.indexOf("\n["))));
  return found.filter(({ when }) => when !== "never").map(({ name }) => name);
}

const own = { CI_PROJECT_ID: "42", CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "42" };

test.each([
  [{ CI_PIPELINE_SOURCE: "merge_request_event", ...own }, ["preview", "plan"]],
  [{ CI_PIPELINE_SOURCE: "merge_request_event", ...own, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "666" }, []],
  [{ CI_PIPELINE_SOURCE: "push", CI_COMMIT_BRANCH: "main", CI_DEFAULT_BRANCH: "main" }, ["up"]],
  [{ CI_PIPELINE_SOURCE: "push", CI_COMMIT_BRANCH: "idea", CI_DEFAULT_BRANCH: "main" }, []],
  [{ CI_PIPELINE_SOURCE: "schedule" }, ["drift"]],
  [{ CI_PIPELINE_SOURCE: "schedule", DRIFT_CORRECT: "fix" }, ["drift", "correct"]],
])("a pipeline with %j runs %j", async (variables, expected) => {
  expect(await jobsOf(variables)).toEqual(expected);
});

test("GitLab's schema would find a word that it does not know", async () => {
  const text = (await readFile(gitlabFile, "utf8")).replace("action: access", "action: look");
  await expect(jobsOf({ CI_PIPELINE_SOURCE: "schedule" }, text)).rejects.toThrow(/action/);
});

test("what writes shares a resource group and is a deployment; what only looks is neither", () => {
  expect(gitlabJob("up")).toMatchObject({ environment: { name: "permissions" }, resource_group: "permissions" });
  expect(gitlabJob("correct")).toMatchObject({ environment: { name: "permissions" }, resource_group: "permissions" });
  for (const name of ["preview", "plan", "drift"] as const) {
    const { environment, resource_group: group } = gitlabJob(name);
    expect(environment).toEqual({ name: `permissions-${name}`, action: "access" });
    expect(group).toBeUndefined();
  }
});
