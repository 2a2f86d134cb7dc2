import { parseDeployment } from "../../cli/drift/deployment.js";
import { kindOf } from "../../cli/engineOutput.js";
import { parsePreview } from "../../cli/plan/preview.js";

const type = "permissions:hostup:ContactPermissions";
const urn = `urn:pulumi:dev::company::${type}::anna`;

test("a resource of the native plugin is known by its type, also where it is new", () => {
  expect(kindOf(undefined, type)).toBe("hostup/ContactPermissions");
  expect(kindOf(undefined, "permissions:access:AccessGuard")).toBe("access/AccessGuard");
  expect(kindOf(undefined, "permissionsx:hostup:ContactPermissions")).toBeUndefined();
  const steps = [{ op: "create", urn, newState: { type, inputs: { contactId: 14059 } } }];
  const preview = JSON.stringify({ steps, changeSummary: { create: 1 } });
  expect(parsePreview(preview).steps).toMatchObject([{ kind: "hostup/ContactPermissions", operation: "create" }]);
});

test("a dynamic resource is known by its provider text", () => {
  const text = 'exports.handler=()=>require("pulumi-permissions/hostup/ContactPermissions")';
  expect(kindOf(text, "pulumi-nodejs:dynamic/hostup:ContactPermissions")).toBe("hostup/ContactPermissions");
});

test("a state shows the guard of the native plugin with its limits, and its resources", () => {
  const guard = {
    urn: `${urn}-guard`,
    type: "permissions:access:AccessGuard",
    outputs: { maxPeople: 1, maxShare: 0, keep: [] },
  };
  const resources = [{ urn, type, id: "14059", outputs: { contactId: 14059 } }, guard];
  const deployment = parseDeployment(JSON.stringify({ version: 3, deployment: { resources } }));
  expect(deployment.resources.map(({ kind }) => kind)).toEqual(["hostup/ContactPermissions"]);
  expect(deployment.guard).toMatchObject({ maxPeople: 1 });
});
