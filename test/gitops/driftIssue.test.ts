import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { contactPermissions } from "../support/cases/contactPermissions.js";
import { contextFor } from "../support/contextFor.js";
import { previewOf, printed } from "../support/previewOf.js";
import { CheckedOutProject, type StepResult } from "./CheckedOutProject.js";
import { ForgeServer } from "./ForgeServer.js";
import { githubScript, gitlabScript, type PipelineJob } from "./pipelines.js";

afterAll(() => CheckedOutProject.uninstall());

jest.setTimeout(120_000);

const pipelines = [
  { kind: "github", script: githubScript, bot: "github-actions[bot]" },
  { kind: "gitlab", script: gitlabScript, bot: "project_42_bot" },
] as const;

describe.each(pipelines)("the steps of the $kind pipeline", ({ kind, script }) => {
  const mark = "<!-- pulumi-permissions drift dev -->";
  let sandbox: Sandbox;
  let project: CheckedOutProject;
  let forge: ForgeServer;
  beforeEach(async () => {
    sandbox = await startSandbox();
    project = await CheckedOutProject.make(sandbox);
    forge = new ForgeServer(kind);
    await forge.start();
  });
  afterEach(async () => {
    await forge.close();
    await project.close();
    await sandbox.close();
  });

  const step = (job: PipelineJob, env: Record<string, string> = {}): Promise<StepResult> => {
    const given = { ...forge.env, GITHUB_OUTPUT: "output.txt", ...env };
    return job === "drift" ? project.look(script(job), given) : project.run(script(job), given);
  };

  test("say nothing while all is well", async () => {
    expect(await step("drift")).toMatchObject({ status: 0 });
    expect(forge.issues).toEqual([]);
    expect(await project.text("drift.html")).toBeUndefined();
    expect(await project.text("drift.status")).toBe("0\n");
  });

  test("open an issue on drift, keep it, and close it when the drift is gone", async () => {
    project.drift();
    expect(await step("drift")).toMatchObject({ status: 0 });
    const [issue] = forge.issues;
    expect(issue).toMatchObject({ title: "Permission drift of dev", isOpen: true, isConfidential: kind === "gitlab" });
    expect(issue?.body.startsWith(`${mark}\n`)).toBe(true);
    expect(issue?.body).toContain("`service:14201`");
    expect(issue?.labels).toBe("permission-drift");
    expect(await project.text("drift.html")).toContain("service:14201");
    if (kind === "github") expect(await project.text("output.txt")).toBe("status=2\n");

    await step("drift");
    expect(forge.issues).toHaveLength(1);
    expect(issue?.comments).toEqual([]);

    sandbox.hostup.account.grant(14059, "canPlaceOrders");
    await step("drift");
    expect(forge.issues).toHaveLength(1);
    expect(issue?.body).toContain("`canPlaceOrders`");
    expect(issue?.comments).toEqual(["The report above has changed."]);

    for (const grant of ["canPlaceOrders", "canRequestEpp", "service:14201"])
      sandbox.hostup.account.revoke(14059, grant);
    sandbox.hostup.account.grant(14059, "canViewInvoices");
    expect(await step("drift")).toMatchObject({ status: 0 });
    expect(issue?.isOpen).toBe(false);
    expect(issue?.comments.at(-1)).toContain("1 in sync");

    project.drift();
    await step("drift");
    expect(forge.issues.map(({ isOpen }) => isOpen)).toEqual([false, true]);
  });

  test("open the issue and fail when something could not be read", async () => {
    const { status } = await step("drift", { HOSTUP_API_KEY: "wrong" });
    expect(status).toBe(1);
    expect(forge.issues).toMatchObject([{ title: "Permission drift of dev: the check failed", isOpen: true }]);
    expect(forge.issues[0]?.body).toContain("1 failed");
    expect(await project.text("drift.status")).toBe("1\n");
    if (kind === "github") expect(await project.text("output.txt")).toBe("status=1\n");
  });

  test("say in the issue why there is no report", async () => {
    await project.write("state.json", "no state");
    expect(await step("drift")).toMatchObject({ status: 1 });
    expect(forge.issues[0]?.body.startsWith(`${mark}\nThe check could not run:`)).toBe(true);
    expect(forge.issues[0]?.body).toContain("    This is not what `pulumi stack export` prints");
  });

  test("take a check that was never installed, or was killed, for one that failed", async () => {
    await project.write("node_modules/.bin/pulumi-permissions", "#!/bin/sh\nkill -9 $$\n");
    expect(await step("drift")).toMatchObject({ status: 1 });
    await project.remove("node_modules/.bin/pulumi-permissions");
    expect(await step("drift")).toMatchObject({ status: 1 });
    expect(forge.issues).toMatchObject([{ title: "Permission drift of dev: the check failed" }]);
  });

  test("correct drift with --fix where that is asked for, and close the issue with what was done", async () => {
    project.drift();
    await step("drift");
    expect(await step("correct", { DRIFT_CORRECT: "fix" })).toMatchObject({ status: 0 });
    expect(project.live()).toEqual(["canViewInvoices", "domain:21266", "domain:21267", "service:14101"]);
    expect(forge.issues).toMatchObject([{ isOpen: false }]);
    expect(forge.issues[0]?.comments.at(-1)).toContain("revoked `canRequestEpp`, `service:14201`");
  });

  test("correct by an update where that is asked for, and look again", async () => {
    project.drift();
    await step("drift");
    expect(await step("correct", { DRIFT_CORRECT: "up" })).toMatchObject({ status: 0 });
    const calls = (await project.text("calls.txt"))?.split("\n") ?? [];
    const up = calls.findIndex((call) =>
      call.startsWith("up --stack company/access/dev --refresh --continue-on-error --yes"),
    );
    expect(up).toBeGreaterThanOrEqual(0);
    expect(calls.slice(up + 1).join()).toContain("stack export");
    // The stand-in corrects nothing, so there is still something to tell.
    expect(forge.issues).toMatchObject([{ isOpen: true }]);
  });
});

describe.each(pipelines)("what the steps of the $kind pipeline make of a report of drift", ({ kind, script, bot }) => {
  const mark = "<!-- pulumi-permissions drift dev -->";
  let sandbox: Sandbox;
  let project: CheckedOutProject;
  let forge: ForgeServer;
  const step = (job: PipelineJob, env: Record<string, string> = {}): Promise<StepResult> =>
    project.run(script(job), { ...forge.env, GITHUB_OUTPUT: "output.txt", ...env });
  beforeAll(async () => {
    sandbox = await startSandbox();
    project = await CheckedOutProject.make(sandbox);
    project.drift();
    forge = new ForgeServer(kind);
    await forge.start();
    await step("drift");
    await project.replay();
    await forge.close();
  });
  beforeEach(async () => {
    forge = new ForgeServer(kind);
    await forge.start();
  });
  afterEach(() => forge.close());
  afterAll(async () => {
    await project.close();
    await sandbox.close();
  });

  test("find their issue behind a hundred others, and leave issues of other people and stacks alone", async () => {
    for (let count = 0; count < 100; count += 1) forge.addIssue("something else", bot);
    const other = forge.addIssue(mark.replace("dev", "production"), bot);
    const stranger = forge.addIssue(`${mark}\nmine`);
    const labels = "permission-drift";
    if (kind === "gitlab") for (const issue of forge.issues) Object.assign(issue, { labels, isConfidential: true });
    await step("drift");
    await step("drift");
    expect(forge.issues).toHaveLength(103);
    expect(other).toMatchObject({ isOpen: true, comments: [] });
    expect(stranger).toMatchObject({ body: `${mark}\nmine`, comments: [] });
  });

  test.each([403, 500])("fail when the issue cannot be written: status %d", async (status) => {
    forge.refusal = status;
    const { status: left, output } = await step("drift");
    expect(left).toBe(1);
    expect(output).toContain(`${status}`);
    expect(output).not.toContain(forge.token);
  });

  test("fail, and do not look again, when the update fails", async () => {
    const before = forge.requests.length;
    expect((await step("correct", { DRIFT_CORRECT: "up", UP_STATUS: "7" })).status).not.toBe(0);
    expect(forge.requests).toHaveLength(before);
  });

  test("refuse another word than fix and up", async () => {
    expect(await step("correct", { DRIFT_CORRECT: "true" })).toMatchObject({
      status: 1,
      output: 'DRIFT_CORRECT is "fix" or "up", not "true".\n',
    });
    expect(project.live()).toContain("service:14201");
  });
});

test.each(pipelines)(
  "a $kind review gets one comment, which says what the preview would do to live access",
  async ({ kind, script }) => {
    const sandbox = await startSandbox();
    const project = await CheckedOutProject.make(sandbox);
    const forge = new ForgeServer(kind);
    try {
      await forge.start();
      forge.notes.push({ id: 1, body: "Looks good", user: { login: "somebody" } });
      const { id = "", outputs } = await project.stored();
      const path = "hostup/ContactPermissions";
      const step = { operation: "delete", path, name: "anna", before: { id, outputs } };
      const isOne = async (wanted: number) => {
        const { status, output } = await project.run(script("preview"));
        expect([status, output]).toEqual([0, ""]);
        // With the systems' credentials, and without the request's code.
        const plan = await project.run(script("plan"), forge.env);
        expect([plan.status, forge.notes.length]).toEqual([wanted, 2]);
        return forge.notes[1]?.body ?? "";
      };
      await project.write("previewed.json", printed(previewOf(step)));
      const told = await isOne(0);
      expect(told).toMatch(/^<!-- pulumi-permissions plan dev -->\n## What `pulumi up` would do to access in `dev`/);
      expect(told).toContain("| removed | `anna (HostUp contact 14059)` | **everything**: `canViewInvoices`");
      const { inputs } = contactPermissions.handlers(contextFor(sandbox.env)).check(contactPermissions.args);
      await project.write("previewed.json", printed(previewOf({ ...step, operation: "same", inputs })));
      expect(await isOne(0)).toContain("1 subject: nobody's access changes");
      await project.write("previewed.json", printed(previewOf(step), { changeSummary: undefined }));
      expect(await isOne(1)).toContain("**There is no plan.**");
      expect((await project.run(script("preview"), { PREVIEW_STATUS: "3" })).status).toBe(1);
    } finally {
      await Promise.all([forge.close(), project.close(), sandbox.close()]);
    }
  },
);

test("GitLab's correction does nothing unless drift was found", async () => {
  const sandbox = await startSandbox();
  const project = await CheckedOutProject.make(sandbox);
  try {
    await project.write("drift.status", "1\n");
    expect(await project.run(gitlabScript("correct"), { DRIFT_CORRECT: "fix" })).toEqual({ status: 0, output: "" });
    expect(await project.text("calls.txt")).toBeUndefined();
  } finally {
    await Promise.all([project.close(), sandbox.close()]);
  }
});
