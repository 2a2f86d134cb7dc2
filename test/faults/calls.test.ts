import { exercises } from "../support/exercises.js";
import { recordOperations } from "../support/recording.js";
import { signatureOf, targetCalls, unheardOf } from "./targetCalls.js";

test("the operations that meet the faults make every call that the package has words for, and no other", async () => {
  const operations = await recordOperations(exercises);
  const signatures = operations.flatMap(({ requests }) => requests.map(signatureOf));
  expect(unheardOf(signatures)).toEqual([]);
  expect(() => operations.map(targetCalls)).not.toThrow();
});
