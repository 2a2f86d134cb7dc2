import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

const step = z.looseObject({
  id: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
const workflowSchema = z.looseObject({
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.looseObject({
      if: z.string().optional(),
      environment: z.string(),
      permissions: z.record(z.string(), z.string()),
      concurrency: z.unknown().optional(),
      "timeout-minutes": z.number(),
      steps: z.array(step),
    }),
  ),
});
const gitlabJobSchema = z.looseObject({
  script: z.array(z.string()),
  environment: z.object({ name: z.string(), action: z.string().optional() }),
  resource_group: z.string().optional(),
});

export const workflowFile = "examples/gitops/github-actions/permissions.yml";
export const gitlabFile = "examples/gitops/gitlab-ci/gitlab-ci.yml";

export const workflow = workflowSchema.parse(parse(readFileSync(workflowFile, "utf8")));

export type PipelineJob = "preview" | "plan" | "drift" | "correct";

/** The script of a GitHub job: of all its steps there is one beside the installation. */
export function githubScript(job: PipelineJob): string {
  const scripts = (workflow.jobs[job]?.steps ?? []).flatMap(({ run }) => (run && run !== "npm ci" ? [run] : []));
  if (scripts.length !== 1) throw new Error(`${job} has ${scripts.length} scripts`);
  return scripts.join("");
}

export function gitlabJob(job: PipelineJob | "up"): z.output<typeof gitlabJobSchema> {
  const document: unknown = parse(readFileSync(gitlabFile, "utf8"), { merge: true });
  return gitlabJobSchema.parse(z.record(z.string(), z.unknown()).parse(document)[job]);
}

export function gitlabScript(job: PipelineJob | "up"): string {
  return gitlabJob(job).script.join("\n");
}
