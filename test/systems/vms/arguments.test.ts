import type { Properties } from "../../../provider/arguments/arguments.js";
import { defineHandlers } from "../../../provider/lifecycle/lifecycle.js";
import { definition } from "../../../provider/systems/vms/definition.js";
import { contextFor } from "../../support/contextFor.js";
import { failureOf } from "../../support/failureOf.js";

const login = "test@mail.com";
const handlers = defineHandlers(definition, contextFor({}));
const failures = (args: Properties) =>
  handlers.check({ login, permissions: [], ...args }).failures.map(({ property, reason }) => `${property} ${reason}`);

const warnings = (args: Properties) => {
  const context = contextFor({});
  const warned: string[] = [];
  const notify: typeof context.notify = (severity, message) => {
    if (severity === "warning") warned.push(message);
  };
  const { failures } = defineHandlers(definition, { ...context, notify }).check({ login, permissions: [], ...args });
  expect(failures).toEqual([]);
  return warned;
};

test("a name in both lists is refused", () => {
  const both = { permissions: ["archives-show", "marks-index"], denied: ["marks-index"] };
  expect(failures(both)).toEqual([
    'denied has "marks-index", which stands in permissions too: write it in one of them',
  ]);
});

test.each(["permissions", "denied"])(
  "an undocumented name in %s passes with a warning that has the nearest ones",
  (property) => {
    expect(warnings({ [property]: ["archive-show", "ptz", "users-update"] })).toEqual([
      `VMS user ${login}: ${property} has "archive-show", which is not a documented name; did you mean "archives-show"? If this install has it, nothing is wrong.`,
    ]);
  },
);

test.each([
  ["intercom-face", "since 24.03"],
  ["analytic-cases-index", 'since 24.09, in favour of "analytic"'],
])("%s, which the vendor has given up, passes with a warning", (name, end) => {
  expect(warnings({ permissions: [name] })).toEqual([
    `VMS user ${login}: permissions has "${name}", which the vendor has given up ${end}.`,
  ]);
});

test("the vendor's documented names, and those of a catalogue, pass without a warning", () => {
  expect(warnings({ permissions: ["ptz", "bridges", "analytic", "logins-store"] })).toEqual([]);
  expect(
    warnings({ permissions: ["doors-open", "intercom-face"], catalogue: ["doors-open", "intercom-face"] }),
  ).toEqual([]);
});

test("a name that is in the catalogue passes, and a documented one that is not does not", () => {
  const catalogue = ["doors-open", "doors-show"];
  expect(failures({ permissions: ["doors-open"], denied: ["doors-show"], catalogue })).toEqual([]);
  expect(failures({ permissions: ["archives-show"], catalogue })).toEqual([
    expect.stringContaining('permissions has "archives-show", which is not in catalogue'),
  ]);
});

test.each([
  ["no login", { login: undefined }, "login is required: write the user's login"],
  ["no permissions", { permissions: undefined }, "permissions is required: write a list of names"],
  [
    "one name in place of a list",
    { permissions: "archives-show" },
    'permissions must be a list of names, such as ["archives-show"], not "archives-show"',
  ],
  ["a time in words", { reassertAfter: "daily" }, "reassertAfter must be a time such as"],
])("%s is refused", (_what, args, words) => {
  expect(failures(args)).toEqual([expect.stringContaining(words)]);
});

test.each([
  ["adminLogin", { VMS_ADMIN_LOGIN: "admin" }],
  ["adminPassword", { VMS_ADMIN_PASSWORD: "s3cret-password" }],
])("a connection with %s alone is refused, without showing it", async (_what, settings) => {
  const lonely = defineHandlers(definition, contextFor({ VMS_URL: "https://127.0.0.1:9", ...settings }));
  const error = await failureOf(lonely.create(lonely.check({ login, permissions: [] }).inputs));
  expect(error.message).toBe(
    'The VMS connection "default" cannot be used: adminLogin and adminPassword go together: set both or none.',
  );
});
