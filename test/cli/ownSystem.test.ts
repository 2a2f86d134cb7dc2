import { isEncrypted, parseDeployment } from "../../cli/drift/deployment.js";
import { driftReport, exitStatus } from "../../cli/drift/driftReport.js";
import { kindOf } from "../../cli/engineOutput.js";
import { planReport } from "../../cli/plan/planReport.js";
import { parsePreview } from "../../cli/plan/preview.js";
import { exitStatus as planStatus } from "../../cli/plan/report.js";
import { contextFor } from "../support/contextFor.js";
import { runCommand } from "../support/runCommand.js";

const type = "pulumi-nodejs:dynamic/wikihaven:MemberPermissions";
const urn = `urn:pulumi:dev::company::${type}::anna`;
const text = 'exports.handler=()=>require("@acme/permissions/wikihaven/MemberPermissions")';
const outputs = { connection: "web1", email: "anna@example.com", rights: ["edit"], __provider: text };
const exportOf = (more: object = {}) =>
  JSON.stringify({
    version: 3,
    deployment: { resources: [{ urn, type, id: "7/anna@example.com", outputs: { ...outputs, ...more } }] },
  });
const why =
  "It is served by the package @acme/permissions, which this command does not run. `pulumi refresh --preview-only` looks at it.";

test("a resource that another package serves is one by its text and its type together, and never of a system here", () => {
  expect(kindOf(text, type)).toBe("@acme/permissions/wikihaven/MemberPermissions");
  expect(kindOf(text, "pulumi-nodejs:dynamic:Resource")).toBeUndefined();
  const posing = 'exports.handler=()=>require("acme/hostup/ContactPermissions")';
  expect(kindOf(posing, "pulumi-nodejs:dynamic/hostup:ContactPermissions")).toBe("acme/hostup/ContactPermissions");
});

test("drift says that nothing is known of it, and by whom it is, instead of calling it in sync", async () => {
  const report = await driftReport(parseDeployment(exportOf()), contextFor({}), { action: "fix" });
  expect(report.resources).toMatchObject([
    { name: "anna", type, system: "wikihaven", connection: "web1", status: "unobservable", error: why },
  ]);
  expect([exitStatus(report, false), exitStatus(report, true)]).toEqual([0, 1]);
});

test("a secret of it is asked for in the clear, as any other", () => {
  expect(isEncrypted(exportOf())).toBe(false);
  expect(isEncrypted(exportOf({ email: { ciphertext: "x" } }))).toBe(true);
});

test("plan says that what becomes of it is not known, unless nothing does", async () => {
  const step = (op: string, more: object) => ({ op, urn: `${urn}-${op}`, ...more });
  const state = { type, id: "7/anna@example.com", outputs, inputs: outputs };
  const preview = JSON.stringify({
    changeSummary: { same: 1 },
    steps: [
      step("same", { oldState: state, newState: state }),
      step("create", { newState: { type, inputs: outputs } }),
      step("update", { oldState: state, newState: state }),
      step("delete", { oldState: state }),
    ],
  });
  const report = await planReport(parsePreview(preview), contextFor({}));
  expect(report.subjects.map(({ name, status, system }) => `${system} ${name} ${status}`).sort()).toEqual([
    "wikihaven anna-create unknown",
    "wikihaven anna-delete unknown",
    "wikihaven anna-same unchanged",
    "wikihaven anna-update unknown",
  ]);
  expect(report.subjects.map(({ error, remark }) => error ?? remark)).toEqual([why, why, why, why]);
  expect(planStatus(report, 0)).toBe(2);
});

test("who says that it does not know what somebody has there, and leaves nobody out", async () => {
  const asked = (...options: string[]) => runCommand(["who", "--deployment", "-", ...options], { input: exportOf() });
  for (const options of [[], ["--grant", "canPlaceOrders"]]) {
    const { stdout } = await asked("anna", ...options);
    expect(stdout.replaceAll(/\s+/g, " ")).toContain(why.replace(/\.$/, ""));
  }
});
