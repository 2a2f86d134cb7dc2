import { namesOfConnections } from "../../provider/connections/namedConnections.js";

const names = (environment: Readonly<Record<string, string>>, config: Readonly<Record<string, string>> = {}) =>
  namesOfConnections("fake", ["url", "accountsUrl", "token", "accessToken"], (key) => config[key], environment);

test("a variable is of the longest setting that its name ends with, not of a connection that is named like its beginning", () => {
  expect(names({ FAKE_ACCESS_TOKEN: "t", FAKE_ACCOUNTS_URL: "u" })).toEqual(["default"]);
  expect(names({ FAKE_WEB1_ACCESS_TOKEN: "t", FAKE_WEB1_ACCOUNTS_URL: "u" })).toEqual(["web1"]);
});

test("connections of the configuration and of the environment are named once, as the configuration spells them", () => {
  const config = { "fake:url": "u", "fake:connections": JSON.stringify({ mainSite: { token: "t" } }) };
  expect(names({ FAKE_MAIN_SITE_TOKEN: "t", FAKE_WEB1_URL: "u", FAKE_WEB2_URL: "" }, config)).toEqual([
    "default",
    "mainSite",
    "web1",
  ]);
});
