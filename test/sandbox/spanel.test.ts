import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { sendForm } from "../support/sendForm.js";

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
  sandbox.spanel.server
    .addAccount("shop", { email: "all" })
    .subusers.set("editor", { domain: ["redirects", "domains"] });
});
afterEach(() => sandbox.close());

const call = (action: string, rest = "", token = sandbox.spanel.token) =>
  sendForm(
    sandbox.spanel.url,
    sandbox.spanel.certificate,
    `token=${token}&action=${encodeURIComponent(action)}${rest}`,
  );
const pages = () => sandbox.spanel.server.accounts.get("shop")?.pages;

test.each([
  ["left out", "", "permissions omitted or empty"],
  ["empty", "&permissions=", "permissions omitted or empty"],
])("permissions that are %s mean full root, and that is an incident", async (_what, rest, what) => {
  expect(await call("accounts/editprivileges", `&username=shop${rest}`)).toMatchObject({ result: "success" });
  expect(pages()).toBe("all");
  expect(sandbox.spanel.server.incidents).toEqual([
    { action: "accounts/editprivileges", username: "shop", what: expect.stringContaining(what) },
  ]);
});

test("the word all means full root, and is no incident", async () => {
  await call("accounts/editprivileges", "&username=shop&permissions=all");
  expect(pages()).toBe("all");
  expect(sandbox.spanel.server.incidents).toEqual([]);
});

test("pages by category are stored; unknown categories are refused, unknown pages dropped", async () => {
  const rest = "&username=shop&permissions[email]=all&permissions[domain][]=domains&permissions[domain][]=nope";
  expect(await call("accounts/editprivileges", rest)).toEqual({
    result: "success",
    data: { msg: "Successfully updated account Features Access." },
  });
  expect(pages()).toEqual({ email: "all", domain: ["domains"] });
  expect(await call("accounts/editprivileges", "&username=shop&permissions[nope]=all")).toEqual({
    result: "error",
    message: "Invalid permission nope",
  });
});

describe("a stubborn grant", () => {
  const edit = async (rest: string) => {
    expect(await call("accounts/editprivileges", `&username=shop${rest}`)).toMatchObject({ result: "success" });
    const { server } = sandbox.spanel;
    return server.grantsOf(pages());
  };

  it("is neither given nor taken, a whole category neither", async () => {
    sandbox.spanel.server.stubborn.add("email/*").add("domain/redirects");
    const rest = "&permissions[domain][]=domains&permissions[domain][]=redirects";
    expect(await edit(rest)).toEqual(["domain/domains", "email/*"]);
  });

  it("of full root stays given, and stays away", async () => {
    const { server } = sandbox.spanel;
    server.stubborn.add("*");
    expect(await edit("&permissions=all")).toEqual(["email/*"]);
    server.addAccount("shop", "all");
    expect(await edit("&permissions[email]=all")).toEqual(["*"]);
  });
});

test("lists have the shapes of the vendor's samples", async () => {
  expect(await call("accounts/listaccounts")).toEqual({ data: [expect.objectContaining({ user: "shop" })] });
  const row = {
    user: "editor",
    permissions: { domain: ["redirects", "domains"] },
    currentuser: false,
    twofactor: false,
  };
  expect(await call("user/listsubusers", "&accountuser=shop")).toEqual({ result: "success", data: [row] });
  sandbox.spanel.server.arrayShape = "numbered";
  expect(await call("user/listsubusers", "&accountuser=shop")).toEqual({
    result: "success",
    data: { 0: { ...row, permissions: { domain: { 0: "redirects", 1: "domains" } } } },
  });
  expect(await call("accounts/listuserpermissions")).toMatchObject({
    data: { email: { category: "email", pages: ["accounts", "forwarders", "autoresponders"] } },
  });
});

test.each([
  ["a wrong token", () => call("accounts/listaccounts", "", "wrong"), "Invalid token"],
  ["an unknown action", () => call("accounts/terminateaccount"), "Unknown action accounts/terminateaccount"],
  ["an unknown account", () => call("accounts/editprivileges", "&username=x"), "User does not exist"],
  [
    "an unknown sub-user",
    () => call("user/editsubuserprivileges", "&accountuser=shop&username=x"),
    ["User does not exist"],
  ],
  ["sub-users of nobody", () => call("user/listsubusers", "&accountuser=x"), ["No such account: x"]],
])("%s is an error with status 200", async (_what, send, message) => {
  expect(await send()).toEqual({ result: "error", message });
});

test("the log tells actions apart, and which of them read", async () => {
  await call("accounts/listaccounts");
  await call("accounts/editprivileges", "&username=shop&permissions[email]=all");
  expect(sandbox.log.requests).toMatchObject([
    { system: "spanel", call: "accounts/listaccounts", reads: true },
    { call: "accounts/editprivileges", reads: false, body: { username: "shop", permissions: { email: "all" } } },
  ]);
});
