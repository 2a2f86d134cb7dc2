import { readFileSync } from "node:fs";
import Ajv from "ajv";
import { parseAllDocuments } from "yaml";

/**
 * Fields of the operator's `Stack` that the example uses, by its API reference (docs/stacks.md of
 * pulumi/pulumi-kubernetes-operator, v2.9.0). Anything else is refused, as `kubectl apply --validate=strict` does.
 */
const closed = (properties: object, required: readonly string[] = []) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
const text = { type: "string", minLength: 1 };
const flag = { type: "boolean" };
const count = { type: "integer" };
const fromSecret = closed({ type: { const: "Secret" }, secret: closed({ name: text, key: text }, ["name", "key"]) }, [
  "type",
  "secret",
]);
const quantities = { type: "object", additionalProperties: { type: "string", pattern: "^\\d+(m|Mi|Gi)?$" } };
const stackSchema = closed(
  {
    apiVersion: { const: "pulumi.com/v1" },
    kind: { const: "Stack" },
    metadata: closed({ name: text, namespace: text }, ["name"]),
    spec: closed(
      {
        stack: text,
        serviceAccountName: text,
        useLocalStackOnly: flag,
        projectRepo: text,
        branch: text,
        shallow: flag,
        gitAuth: closed({ accessToken: fromSecret }),
        refresh: flag,
        continueResyncOnCommitMatch: flag,
        resyncFrequencySeconds: { ...count, minimum: 60 },
        retryMaxBackoffDurationSeconds: count,
        destroyOnFinalize: flag,
        envRefs: { type: "object", additionalProperties: fromSecret },
        workspaceReclaimPolicy: { enum: ["Retain", "Delete"] },
        workspaceTemplate: closed({
          spec: closed({
            image: text,
            securityProfile: { enum: ["baseline", "restricted"] },
            resources: closed({ requests: quantities, limits: quantities }),
          }),
        }),
      },
      ["stack"],
    ),
  },
  ["apiVersion", "kind", "metadata", "spec"],
);

const source = readFileSync("examples/gitops/kubernetes-operator/stack.yaml", "utf8");
const [account, binding, stack] = parseAllDocuments(source).map((document) => document.toJS());
const ajv = new Ajv({ allErrors: true });

test("the Stack has only fields that the operator knows, of the right kind", () => {
  const validate = ajv.compile(stackSchema);
  validate(stack);
  expect(validate.errors).toBeNull();
});

test("a misspelt field would be found", () => {
  const validate = ajv.compile(stackSchema);
  expect(validate({ ...stack, spec: { ...stack.spec, resyncFrequency: 3600 } })).toBe(false);
});

test("it looks again without a new commit, refreshes, and destroys nothing when it is taken away", () => {
  expect(stack.spec).toMatchObject({
    refresh: true,
    continueResyncOnCommitMatch: true,
    resyncFrequencySeconds: 3600,
    destroyOnFinalize: false,
  });
});

test("its account exists, may judge who gives it orders, and nothing else", () => {
  expect(stack.spec.serviceAccountName).toBe(account.metadata.name);
  expect(stack.metadata.namespace).toBe(account.metadata.namespace);
  expect(binding.roleRef.name).toBe("system:auth-delegator");
  expect(binding.subjects).toEqual([{ kind: "ServiceAccount", ...account.metadata }]);
});

test("it holds no secret, only names of secrets", () => {
  expect(source).not.toMatch(/kind: Secret|literal/i);
});
