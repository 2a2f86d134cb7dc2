import { exampleNames, expectExample } from "../support/examples.js";

jest.setTimeout(600_000);

test.each(exampleNames)(
  "the example %s, run by `pulumi up` in a folder of its own, comes up, stays as it is, and goes",
  (name) => expectExample(name),
);
