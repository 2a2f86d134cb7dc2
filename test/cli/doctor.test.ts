import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { required, versions } from "../../cli/doctor/versions.js";
import manifest from "../../package.json";
import { namesOfConnections } from "../../provider/connections/namedConnections.js";
import { systems } from "../../provider/systems/systems.js";
import { version } from "../../provider/version.js";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { contextFor } from "../support/contextFor.js";
import { runCommand } from "../support/runCommand.js";

jest.setTimeout(120_000);

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

const findings = async (name: string, env: Readonly<Record<string, string>> = sandbox.env) => {
  const system = systems.find((one) => one.name === name);
  const found = (await system?.probe("default", contextFor(env).config)) ?? [];
  return found.map(({ what, state, words }) => `${state} ${what}: ${words}`);
};

test.each(systems)("a good connection to $title is found good, and nothing is written", async ({ name }) => {
  for (const finding of await findings(name)) expect(finding).toMatch(/^ok /);
  expect(sandbox.log.requests.length).toBeGreaterThan(0);
  expect(sandbox.log.writes()).toEqual([]);
});

const credentials: Readonly<Record<string, string>> = {
  hostup: "HOSTUP_API_KEY",
  spanel: "SPANEL_TOKEN",
  vms: "VMS_ADMIN_PASSWORD",
  bakeronline: "BAKERONLINE_ACCESS_TOKEN",
};

test.each(systems)("wrong credentials of $title are a failure that does not repeat them", async ({ name }) => {
  expect(credentials).toHaveProperty(name);
  const wrong = { [credentials[name] ?? ""]: "wrong" };
  const found = await findings(name, { ...sandbox.env, ...wrong });
  expect(found).toContainEqual(expect.stringMatching(/^failed /));
  expect(found.join("\n")).not.toContain('"wrong"');
});

test.each(systems)("a server of $title that does not answer is one failure, after two attempts", async ({ name }) => {
  const env = { ...sandbox.env, [`${name.toUpperCase()}_URL`]: "http://127.0.0.1:9" };
  const failed = (await findings(name, env)).filter((finding) => !finding.startsWith("ok "));
  expect(failed).toEqual([expect.stringMatching(/^failed .*no usable answer: .*127\.0\.0\.1:9.*\(after 2 attempts\)/)]);
});

test("BakerOnline's accounts that do not answer are one failure", async () => {
  const { BAKERONLINE_ACCESS_TOKEN: _fixed, ...env } = sandbox.env;
  const renewed = {
    BAKERONLINE_REFRESH_TOKEN: "token",
    BAKERONLINE_CLIENT_ID: "shop",
    BAKERONLINE_DEVICE_ID: "device",
  };
  const away = { ...env, ...renewed, BAKERONLINE_ACCOUNTS_URL: "http://127.0.0.1:9" };
  expect(await findings("bakeronline", away)).toEqual([expect.stringMatching(/^failed get a token: no usable answer/)]);
});

test("settings of whoever runs the tests reach no command that a test runs", async () => {
  const own = { HOSTUP_API_KEY: "own", HOSTUP_URL: "http://127.0.0.1:9", HOSTUP_RETRIES: "0" };
  Object.assign(process.env, own);
  try {
    const { stdout } = await runCommand(["doctor"]);
    expect(stdout).not.toContain("127.0.0.1:9");
  } finally {
    for (const name of Object.keys(own)) delete process.env[name];
  }
});

test("a wrong address of BakerOnline is a failure", async () => {
  const env = { ...sandbox.env, BAKERONLINE_URL: `${sandbox.bakeronline.url}/wrong` };
  expect(await findings("bakeronline", env)).toContainEqual(expect.stringMatching(/^failed list companies/));
});

test("a SPanel token that may not do everything is limited, with what is lost", async () => {
  sandbox.spanel.server.refused.add("admin/listadminusers");
  expect(await findings("spanel")).toContainEqual(expect.stringMatching(/^limited list administrators: kind "admin"/));
});

test("a VMS without an administrator's credentials is limited to writing, and nothing is sent", async () => {
  const found = await findings("vms", { VMS_URL: sandbox.vms.url });
  expect(found).toEqual([expect.stringMatching(/^limited read permissions: .*vms:adminLogin/)]);
  expect(sandbox.log.requests).toEqual([]);
});

test("BakerOnline tells until when a renewed token is good", async () => {
  const { accounts } = sandbox.bakeronline;
  const { BAKERONLINE_ACCESS_TOKEN: _fixed, ...env } = sandbox.env;
  const [first] = await findings("bakeronline", {
    ...env,
    BAKERONLINE_REFRESH_TOKEN: accounts.newRefreshToken(),
    BAKERONLINE_CLIENT_ID: accounts.clientId,
    BAKERONLINE_DEVICE_ID: accounts.deviceId,
  });
  expect(first).toMatch(/^ok get a token: good until \d{4}-\d\d-\d\dT/);
});

describe("the names of connections", () => {
  const names = (config: Readonly<Record<string, string>>, environment: Readonly<Record<string, string>>) =>
    namesOfConnections("spanel", ["url", "token", "editAction"], (key) => config[key], environment);

  test("come from the stack's configuration", () => {
    const connections = JSON.stringify({ web1: { url: "https://web1" }, "web-2": {} });
    expect(names({ "spanel:token": "x", "spanel:connections": connections }, {})).toEqual(["default", "web1", "web-2"]);
  });

  test("come from the environment, once for each connection", () => {
    const environment = { SPANEL_TOKEN: "x", SPANEL_WEB1_URL: "u", SPANEL_WEB1_EDIT_ACTION: "e", OTHER_TOKEN: "y" };
    expect(names({}, environment)).toEqual(["default", "web1"]);
    const connections = JSON.stringify({ "web-1": { url: "https://web1" } });
    expect(names({ "spanel:connections": connections }, { SPANEL_WEB_1_TOKEN: "x" })).toEqual(["web-1"]);
  });

  test("include one that fails where the configuration holds no object of connections", async () => {
    const config = (key: string) => (key === "hostup:connections" ? '{"third":"KEY3"}' : undefined);
    const hostup = systems.find(({ name }) => name === "hostup");
    const [name = ""] = hostup?.connections(config) ?? [];
    expect(await hostup?.probe(name, config)).toMatchObject([
      { state: "failed", words: expect.stringContaining("hostup:connections must hold one object") },
    ]);
  });

  test("leave out what is set to nothing, and what is no setting", () => {
    expect(names({}, { SPANEL_TOKEN: "", SPANEL_DEBUG: "1" })).toEqual([]);
  });
});

describe("the command", () => {
  test("has a line for everything, and exit status 0 when nothing failed", async () => {
    const { stdout, status } = await runCommand(["doctor"], { env: { ...sandbox.env, PULUMI_BACKEND_URL: "" } });
    const lines = stdout.trim().split("\n");
    expect(lines.filter((line) => !/Pulumi CLI|stack configuration/.test(line))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^ok {6}Node\.js: /),
        expect.stringMatching(/^ok {6}@pulumi\/pulumi: 3\./),
        expect.stringMatching(/^ok {6}vms "default": log in and list users: /),
      ]),
    );
    // This machine may have no Pulumi CLI on its PATH: that is a failure, and all else is none.
    const failed = lines.filter((line) => line.startsWith("failed"));
    expect(failed.every((line) => line.includes("Pulumi CLI"))).toBe(true);
    expect(status).toBe(failed.length > 0 ? 1 : 0);
  });

  test("fails where nothing is configured, and says where to look", async () => {
    const { stdout, status } = await runCommand(["doctor"]);
    expect(stdout).toMatch(/failed {2}connections: none is configured/);
    expect(status).toBe(1);
  });

  test("fails for a stack that cannot be read when it was asked for", async () => {
    const { stdout, status } = await runCommand(["doctor", "--stack", "nowhere"], { env: sandbox.env });
    expect(stdout).toMatch(/failed {2}stack configuration/);
    expect(status).toBe(1);
  });
});

describe("the native plugin", () => {
  const found = async (runtime: string, installed: readonly string[]) => {
    const folder = await mkdtemp(join(tmpdir(), "pulumi-permissions-doctor-"));
    await writeFile(join(folder, "Pulumi.yaml"), `name: access\nruntime: ${runtime}\n`);
    const engine = { cliVersion: async () => "v3.248.0", pluginVersions: async () => installed };
    const lines = await versions(folder, engine);
    await rm(folder, { recursive: true });
    return lines
      .filter(({ what }) => what !== "Node.js" && what !== "Pulumi CLI")
      .map(({ what, state }) => `${state} ${what}`);
  };

  test("is needed by programs in other languages, which need no SDK for Node.js", async () => {
    expect(await found("yaml", [])).toEqual(["failed native plugin"]);
    expect(await found("\n  name: python", [version])).toEqual(["ok native plugin"]);
  });

  test("is looked at in programs for Node.js only where it is there", async () => {
    expect(await found("nodejs", [])).toEqual([expect.stringContaining("@pulumi/pulumi")]);
    expect(await found("nodejs", ["0.0.1"])).toContain("limited native plugin");
  });
});

test("the versions that it wants are those of package.json", () => {
  expect(required).toEqual({
    node: manifest.engines.node,
    pulumi: manifest.peerDependencies["@pulumi/pulumi"],
    sdk: manifest.peerDependencies["@pulumi/pulumi"],
  });
});
