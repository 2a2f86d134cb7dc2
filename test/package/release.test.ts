import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { z } from "zod";
import manifest from "../../package.json";

const run = promisify(execFile);

const workflowSchema = z.looseObject({
  permissions: z.strictObject({}),
  concurrency: z.record(z.string(), z.unknown()).optional(),
  jobs: z.record(
    z.string(),
    z.looseObject({
      needs: z.string().optional(),
      permissions: z.record(z.string(), z.string()),
      steps: z.array(
        z.looseObject({
          uses: z.string().optional(),
          run: z.string().optional(),
          with: z.record(z.string(), z.unknown()).optional(),
        }),
      ),
    }),
  ),
});

function workflow(name: string) {
  return workflowSchema.parse(parse(readFileSync(`.github/workflows/${name}.yml`, "utf8")));
}

function jobsOf(name: string) {
  const { jobs } = workflow(name);
  return (job: string) => ({
    needs: jobs[job]?.needs,
    permissions: jobs[job]?.permissions,
    runs: (jobs[job]?.steps ?? []).flatMap((step) => step.run ?? []),
  });
}

describe("the workflows", () => {
  test("check every change with what developers run", () => {
    expect(jobsOf("ci")("check")).toEqual({
      needs: undefined,
      permissions: { contents: "read" },
      runs: ["bash .ci/run"],
    });
    expect(readFileSync(".ci/run", "utf8")).toMatch(/^npm run check$/m);
    for (const step of ["biome ci .", "tsc --project tsconfig.check.json", "npm run rules", "npm test"]) {
      expect(manifest.scripts.check).toContain(step);
    }
  });

  test.each(["ci", "release"])("have the Go that the engine is built with, before %s checks", (name) => {
    const steps = workflow(name).jobs.check?.steps ?? [];
    const go = steps.findIndex(({ uses }) => uses?.startsWith("actions/setup-go@"));
    expect(steps[go]?.with).toMatchObject({ "go-version-file": "scripts/engine/go.mod" });
    expect(steps.findIndex((step) => step.run === "bash .ci/run")).toBeGreaterThan(go);
  });

  test("cancel no run of main, because each of its commits has a group of its own", () => {
    expect(workflow("ci").concurrency?.group).toContain("github.event_name == 'push' && github.sha");
  });

  test("publish with provenance, and only after everything was checked", () => {
    const job = jobsOf("release");
    expect(job("check").runs).toEqual(['node scripts/releaseCheck.cjs "$GITHUB_REF_NAME"', "bash .ci/run"]);
    expect(job("check").permissions).toEqual({ contents: "read" });
    expect(job("publish")).toEqual({
      needs: "check",
      permissions: { contents: "read", "id-token": "write" },
      runs: ["node scripts/setup.cjs", "npm publish --provenance --access public"],
    });
  });
});

describe("the check of a release", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "pulumi-permissions-release-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function problems(tag: string, fields: object, changelog: string, told = "1.2.3"): Promise<string[]> {
    await mkdir(join(folder, "provider"));
    const constant = `/** The version. */\nexport const version = "${told}";\n`;
    await writeFile(join(folder, "provider", "version.ts"), constant);
    await writeFile(join(folder, "package.json"), JSON.stringify(fields));
    await writeFile(join(folder, "CHANGELOG.md"), changelog);
    const script = resolve("scripts", "releaseCheck.cjs");
    const { stderr } = await run(process.execPath, [script, tag], { cwd: folder }).catch(
      (failed: { stderr: string }) => failed,
    );
    return stderr.split("\n").filter((line) => line !== "");
  }

  test("passes where tag, version, repository and changelog agree", async () => {
    const fields = { version: "1.2.3", repository: "github:someone/something" };
    expect(await problems("v1.2.3", fields, "# Changelog\n\n## [1.2.3] - 2026-01-31\n")).toEqual([]);
  });

  test("names everything that is missing at once", async () => {
    const said = await problems("v1.2.4", { version: "1.2.3" }, "# Changelog\n\n## [Unreleased]\n", "1.2.2");
    expect(said).toEqual([
      expect.stringContaining("the tag must be v1.2.3"),
      expect.stringContaining("provider/version.ts has version 1.2.2, but package.json has 1.2.3"),
      expect.stringContaining("package.json has no repository"),
      expect.stringContaining('"## [1.2.3] - YYYY-MM-DD"'),
    ]);
  });
});

test("the changelog has the form of Keep a Changelog", () => {
  const text = readFileSync("CHANGELOG.md", "utf8");
  const headings = text.split("\n").filter((line) => line.startsWith("#"));
  expect(headings[0]).toBe("# Changelog");
  const form =
    /^(## \[(Unreleased\]$|\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}$)|### (Added|Changed|Deprecated|Removed|Fixed|Security)$)/;
  expect(headings.slice(1).filter((line) => !form.test(line))).toEqual([]);
});

test("issue forms warn about credentials and ask for what doctor says", () => {
  const folder = ".github/ISSUE_TEMPLATE";
  const forms = readdirSync(folder).filter((name) => name !== "config.yml");
  expect(forms).toEqual(["bug.yml", "feature.yml"]);
  for (const form of forms) {
    const { body } = z
      .looseObject({ name: z.string(), description: z.string(), body: z.array(z.looseObject({ type: z.string() })) })
      .parse(parse(readFileSync(join(folder, form), "utf8")));
    expect(JSON.stringify(body[0])).toContain("Paste no credentials");
    expect(JSON.stringify(body)).toContain("pulumi-permissions doctor");
  }
});
