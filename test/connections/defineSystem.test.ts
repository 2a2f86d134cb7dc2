import { z } from "zod";
import { defineSystem, readSettings } from "../../provider/connections/defineSystem.js";
import type { Environment } from "../../provider/connections/namedConnections.js";
import type { ConfigSource } from "../../provider/contract/Context.js";
import { ConfigurationError } from "../../provider/errors.js";
import { commonSettings } from "../../provider/http/settings.js";

const spec = {
  name: "fake",
  title: "Fake System",
  settings: z.object({
    url: z.string().default("https://fake.example/api"),
    apiKey: z.string(),
    editAction: z.string().optional(),
    ...commonSettings,
  }),
  secrets: ["apiKey" as const],
  open: (settings: { readonly apiKey: string }) => ({ apiKey: settings.apiKey }),
  probe: async () => [],
};
const configOf =
  (values: Readonly<Record<string, string>>): ConfigSource =>
  (key) =>
    values[key];
const read = (config: Readonly<Record<string, string>>, environment: Environment = {}, connection = "default") =>
  readSettings(spec, connection, configOf(config), environment);
const connections = (value: unknown) => ({ "fake:connections": JSON.stringify(value) });

describe("settings", () => {
  it("come from the stack configuration before the environment", () => {
    const environment = { FAKE_API_KEY: "from-env", FAKE_EDIT_ACTION: "env/edit" };
    expect(read({ "fake:apiKey": "from-config" }, environment)).toMatchObject({
      apiKey: "from-config",
      editAction: "env/edit",
    });
  });

  it("have defaults, also where they are set to nothing", () => {
    expect(read({ "fake:apiKey": "k", "fake:url": "" }, { FAKE_RETRIES: "" })).toEqual({
      apiKey: "k",
      url: "https://fake.example/api",
      timeout: 30,
      retries: 5,
      concurrency: 8,
    });
  });

  it("that are set to nothing let what stands behind them show", () => {
    expect(read({ "fake:apiKey": "" }, { FAKE_API_KEY: "from-env" })).toMatchObject({ apiKey: "from-env" });
  });

  it("of a named connection come from the configuration's object, then from the environment with its name", () => {
    const config = { ...connections({ web1: { apiKey: "one", retries: 2 }, web2: { apiKey: "two" } }) };
    const environment = {
      FAKE_WEB1_API_KEY: "env",
      FAKE_WEB1_URL: "https://web1.example",
      FAKE_MAIN_SITE_API_KEY: "m",
    };
    expect(read(config, environment, "web1")).toMatchObject({ apiKey: "one", retries: 2, url: "https://web1.example" });
    expect(read(config, environment, "web2")).toMatchObject({ apiKey: "two", url: "https://fake.example/api" });
    expect(read({}, environment, "mainSite")).toMatchObject({ apiKey: "m" });
    expect(read({}, environment, "main-site")).toMatchObject({ apiKey: "m" });
  });

  it("of the default connection are not borrowed by a named one", () => {
    expect(() => read({ "fake:apiKey": "k" }, { FAKE_API_KEY: "k" }, "web1")).toThrow(ConfigurationError);
  });
});

describe("an error", () => {
  it("for a missing setting names the command and the variable that set it", () => {
    expect(() => read({})).toThrow(
      'The Fake System connection "default" cannot be used: it has no apiKey: run `pulumi config set --secret fake:apiKey VALUE` or set FAKE_API_KEY.',
    );
    expect(() => read({}, {}, "web1")).toThrow(
      "run `pulumi config set --secret --path 'fake:connections.web1.apiKey' VALUE` or set FAKE_WEB1_API_KEY",
    );
  });

  it.each([
    ["timeout", "0", "must be a number of seconds above 0"],
    ["timeout", "soon", "must be a number of seconds above 0"],
    ["retries", "-1", "must be a whole number from 0 to 20"],
    ["retries", "1.5", "must be a whole number from 0 to 20"],
    ["concurrency", "0", "must be a whole number from 1 to 256"],
    ["concurrency", " ", "must be a whole number from 1 to 256"],
    ["fingerprint", "AB:CD", "must be a SHA-256 fingerprint"],
  ])("for %s %s says what to write and where", (key, value, words) => {
    const wrong = () => read({ "fake:apiKey": "k", [`fake:${key}`]: value });
    expect(wrong).toThrow(`its ${key} ${words}`);
    expect(wrong).toThrow(`(set by \`pulumi config set fake:${key} VALUE\` or FAKE_${key.toUpperCase()})`);
  });

  it("names all that is wrong and never a secret", () => {
    const config = connections({ web1: { apiKey: "s3cret-key", timeout: "-1", retries: "many" } });
    const error = errorOf(() => read(config, {}, "web1"));
    expect(error.message).toMatch(/its timeout .*its retries /);
    expect(error.message).not.toContain("s3cret-key");
  });

  it("for an unknown setting of a named connection offers the nearest one and lists all", () => {
    const error = errorOf(() => read(connections({ web1: { apikey: "s3cret-key" } }), {}, "web1"));
    expect(error.message).toContain('unknown setting "apikey"; did you mean "apiKey"?');
    expect(error.message).toContain("Known are: url, apiKey, editAction, timeout");
    expect(error.message).not.toContain("s3cret-key");
  });

  it("for an unknown setting that is near to nothing is whole sentences too", () => {
    const error = errorOf(() => read(connections({ web1: { zzzzzzzz: "x" } }), {}, "web1"));
    expect(error.message).toContain('has an unknown setting "zzzzzzzz". Known are: url');
  });

  it.each([
    ["no JSON", "s3cret-key"],
    ["a list", '["s3cret-key"]'],
    ["a text per connection", '{"web1":"s3cret-key"}'],
  ])("for connections that hold %s says what belongs there and shows nothing of it", (_what, text) => {
    const error = errorOf(() => read({ "fake:connections": text }, {}, "web1"));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toContain("pulumi config set --path 'fake:connections.web1.url' VALUE");
    expect(error.message).not.toContain("s3cret-key");
  });
});

describe("a system", () => {
  it("opens one client per run and connection, by the settings that it was first asked for with", () => {
    const system = defineSystem(spec);
    const values = { "fake:apiKey": "a", ...connections({ web1: { apiKey: "one" }, web2: { apiKey: "a" } }) };
    const run = configOf(values);
    const first = system.connect("default", run);
    expect(system.connect("default", run)).toBe(first);
    expect(system.connect("web1", run)).not.toBe(first);
    expect(system.connect("web2", run)).toBe(first);
    expect(system.connect("default", configOf(values))).not.toBe(first);
    values["fake:apiKey"] = "b";
    expect(system.connect("default", run)).toBe(first);
    expect(system.connect("default", configOf(values)).apiKey).toBe("b");
  });

  it("reads them again once the run's configuration was made anew", () => {
    const system = defineSystem(spec);
    const values = { "fake:apiKey": "a" };
    let revision = 1;
    const run = Object.assign(configOf(values), { revision: () => revision });
    expect(system.connect("default", run).apiKey).toBe("a");
    values["fake:apiKey"] = "b";
    revision += 1;
    expect(system.connect("default", run).apiKey).toBe("b");
  });

  it("says which connection has an address or a file that cannot be used", () => {
    const system = defineSystem({
      ...spec,
      open: () => {
        throw new Error("fake:url is not an address");
      },
    });
    const error = errorOf(() => system.connect("default", configOf({ "fake:apiKey": "k" })));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toBe('The Fake System connection "default" cannot be used: fake:url is not an address');
  });
});

function errorOf(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("expected an error");
}
