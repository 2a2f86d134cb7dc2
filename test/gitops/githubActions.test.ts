import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { workflow, workflowFile } from "./pipelines.js";

jest.setTimeout(300_000);

interface Finding {
  readonly message: string;
  readonly line: number;
}

/** Runs actionlint, which Go builds from `test/gitops/tools` and keeps in its cache. */
async function actionlint(text: string): Promise<readonly Finding[]> {
  return new Promise((done, failed) => {
    const args = ["tool", "actionlint", "-format", "{{json .}}", "-shellcheck=", "-pyflakes=", "-"];
    const lint = execFile("go", args, { cwd: resolve("test/gitops/tools") }, (_error, stdout, stderr) => {
      if (stdout.trim() === "") return failed(new Error(stderr));
      const found: Finding[] = JSON.parse(stdout) ?? [];
      done(found);
    });
    lint.stdin?.end(text);
  });
}

/** Newer than actionlint 1.7.12: https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency */
const isQueue = ({ message }: Finding) => /^unexpected key "queue" for "concurrency" section/.test(message);

test("actionlint finds nothing wrong in the workflow", async () => {
  const found = await actionlint(readFileSync(workflowFile, "utf8"));
  expect(found.filter((finding) => !isQueue(finding))).toEqual([]);
  expect(found).toHaveLength(2);
});

test("actionlint would find a wrong input, a wrong expression and a job that does not exist", async () => {
  const broken = readFileSync(workflowFile, "utf8")
    .replace("retention-days:", "retention-weeks:")
    .replace("steps.drift.outputs", "steps.drifts.outputs")
    .replace("needs: drift", "needs: drifts");
  const messages = (await actionlint(broken)).map(({ message }) => message).join("\n");
  for (const word of ["retention-weeks", "drifts"]) expect(messages).toContain(word);
});

test("the token may do nothing, except what a job says", () => {
  const allowed = Object.entries(workflow.jobs).map(([name, { permissions }]) => [name, permissions]);
  expect(workflow.permissions).toEqual({});
  expect(Object.fromEntries(allowed)).toEqual({
    preview: { contents: "read" },
    plan: { contents: "read", "pull-requests": "write" },
    up: { contents: "read" },
    drift: { contents: "read", issues: "write" },
    correct: { contents: "read", issues: "write" },
  });
});

test("what writes waits for its turn, loses none, and applies the newest commit", () => {
  const { up, correct, drift } = workflow.jobs;
  expect(up?.concurrency).toEqual({
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's
    group: "permissions-${{ vars.PULUMI_STACK }}",
    "cancel-in-progress": false,
    queue: "max",
  });
  expect(correct?.concurrency).toEqual(up?.concurrency);
  expect(drift?.concurrency).toBeUndefined();
  for (const job of [up, correct]) expect(job?.steps[0]?.with?.ref).toBe("main");
});

test("pull requests from forks run nothing, and no trigger gives them secrets", () => {
  expect(Object.keys(workflow.on)).toEqual(["pull_request", "push", "schedule", "workflow_dispatch"]);
  expect(workflow.jobs.preview?.if).toContain("head.repo.full_name == github.repository");
});

test("each environment has the secrets of its jobs only: a preview gets no credentials of the systems", () => {
  const environments = Object.entries(workflow.jobs).map(([name, { environment }]) => [name, environment]);
  expect(Object.fromEntries(environments)).toEqual({
    preview: "permissions-preview",
    plan: "permissions-plan",
    up: "permissions",
    drift: "permissions-drift",
    correct: "permissions",
  });
  expect(JSON.stringify(workflow.jobs.preview)).not.toContain("HOSTUP");
  // The plan has them, and runs main's code, whatever the pull request brings.
  expect(workflow.jobs.plan?.steps[0]?.with?.ref).toBe("main");
});

test("actions are pinned by major version, and no script has an expression in it", () => {
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
  for (const { uses, with: given } of steps) {
    if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+@v\d+$/);
    if (uses?.startsWith("actions/checkout")) expect(given?.["persist-credentials"]).toBe(false);
  }
  for (const { run } of steps) expect(run ?? "").not.toContain("${{");
});
