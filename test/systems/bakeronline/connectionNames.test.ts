import { ConfigurationError } from "../../../provider/errors.js";
import { bakeronline } from "../../../provider/systems/bakeronline/connection.js";

const config = (key: string) =>
  key === "bakeronline:connections" ? JSON.stringify({ accounts: { accessToken: "s3cret" } }) : undefined;

test.each(["accounts", "Accounts", "ACCOUNTS"])(
  "a connection named %s is refused: its url and the address of the accounts service would be one variable",
  (name) => {
    expect(() => bakeronline.connect(name, config)).toThrow(ConfigurationError);
    expect(() => bakeronline.connect(name, config)).toThrow(`"${name}" cannot be used: BAKERONLINE_ACCOUNTS_URL`);
  },
);

test("doctor reports a connection named accounts as one that cannot be used", async () => {
  expect(await bakeronline.probe("accounts", config)).toMatchObject([
    { state: "failed", words: expect.stringContaining("BAKERONLINE_ACCOUNTS_URL") },
  ]);
});

test("a connection with another name is opened", () => {
  const other = (key: string) => config(key)?.replace("accounts", "second");
  expect(bakeronline.connect("second", other).address).toBe("https://api.bakeronline.be");
});
