import { once } from "node:events";
import { idle } from "../../provider/http/tls.js";
import { clientFor, get, json, TestServer } from "../support/testServer.js";

const before = idle.time;
let server: TestServer;
beforeEach(async () => {
  idle.time = 100;
  server = await TestServer.start();
});
afterEach(async () => {
  idle.time = before;
  await server.close();
});

it("a socket that nobody uses any more is closed", async () => {
  const client = clientFor(server);
  await client.send(get);
  const [socket] = server.sockets;
  if (socket && !socket.destroyed) await once(socket, "close");
  await client.send(get);
  expect(server.sockets).toHaveLength(2);
});

it("an answer that takes longer than that arrives all the same", async () => {
  server.answer = (_arrived, response) => void setTimeout(() => json(response, { ok: true }), 400);
  expect(await clientFor(server, { retries: 0 }).send(get)).toMatchObject({ status: 200 });
  expect(server.arrived).toHaveLength(1);
});
