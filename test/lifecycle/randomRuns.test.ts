import { expectOwnership } from "../support/ownership/expectOwnership.js";

test("nobody loses a declared grant and nobody keeps an undeclared one, whatever is done to two resources", async () => {
  await expectOwnership({ sequences: Number(process.env.N ?? 150) });
});
