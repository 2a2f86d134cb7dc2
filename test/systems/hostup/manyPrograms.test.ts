import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { json, TestServer } from "../../support/testServer.js";

jest.setTimeout(120_000);

const run = promisify(execFile);

/** Runs programs one after the other, each with a key of its own, and prints what is left of them: clients of HTTP. */
const script = `
  const pulumi = require("@pulumi/pulumi");
  const { queryObjects } = require("node:v8");
  const { getDelegatedAccess } = require("pulumi-permissions");
  const { HttpClient } = require("./dist/provider/http/HttpClient.js");
  require("./dist/provider/http/tls.js").idle.time = 100;
  async function main(url, programs) {
    await pulumi.runtime.setMocks({ newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: ({ inputs }) => inputs });
    for (let count = 0; count < programs; count++) {
      pulumi.runtime.setAllConfig({ "hostup:url": url, "hostup:apiKey": "key-" + count });
      await pulumi.runtime.runInPulumiStack(async () => void (await getDelegatedAccess()));
    }
    // The last one's stack is still the current one.
    await pulumi.runtime.runInPulumiStack(async () => undefined);
    await new Promise((resolve) => setTimeout(resolve, 300));
    console.log(queryObjects(HttpClient, { format: "count" }));
  }
  main(process.argv[1], Number(process.argv[2]));
`;

test("two hundred programs in one process, each with another key, leave neither clients nor sockets behind", async () => {
  const server = await TestServer.start();
  server.answer = (_arrived, response) => json(response, { success: true, data: { grantedByMe: [], grantedToMe: [] } });
  try {
    const { stdout } = await run(process.execPath, ["-e", script, server.url, "200"]);
    expect(server.arrived).toHaveLength(200);
    expect(new Set(server.arrived.map(({ headers }) => headers["x-api-key"])).size).toBe(200);
    // What the very last program has used may still be at hand.
    expect(Number(stdout)).toBeLessThan(3);
    expect(server.sockets.filter(({ destroyed }) => !destroyed).length).toBeLessThan(3);
  } finally {
    await server.close();
  }
});
