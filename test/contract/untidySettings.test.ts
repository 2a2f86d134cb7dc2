import type { System } from "../../provider/connections/defineSystem.js";
import { systems } from "../../provider/systems/systems.js";

/** A connection that would do, and its settings which hold a credential or a name. */
const connections: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  hostup: { apiKey: "key" },
  spanel: { url: "https://127.0.0.1:9", token: "key" },
  vms: { url: "https://127.0.0.1:9", token: "key", adminLogin: "admin", adminPassword: "key" },
  bakeronline: { refreshToken: "key" },
};
const inHeaders = [
  ["hostup", "apiKey"],
  ["vms", "token"],
  ["bakeronline", "accessToken"],
] as const;

const named = (name: string): System<unknown> => {
  const system = systems.find((one) => one.name === name);
  if (system === undefined) throw new Error(`there is no system ${name}`);
  return system;
};
const complaintOf = (name: string, settings: Readonly<Record<string, string>>): string => {
  try {
    named(name).connect("default", (key) => settings[key.replace(`${name}:`, "")]);
    return "";
  } catch (error) {
    return String(error);
  }
};

test("every system is here", () => {
  expect(Object.keys(connections).sort()).toEqual(systems.map(({ name }) => name).sort());
  for (const [name, settings] of Object.entries(connections)) expect(complaintOf(name, settings)).toBe("");
});

const settings = Object.entries(connections).flatMap(([name, all]) =>
  Object.keys(all).flatMap((key) => (key === "url" ? [] : [[name, key] as const])),
);

describe.each([
  ["a line break at its end", (text: string) => `${text}\n`],
  ["a carriage return at its end", (text: string) => `${text}\r\n`],
])("with %s", (_what, untidy) => {
  test.each(settings)("the setting %s:%s is refused by name, and its value is not shown", (name, key) => {
    const complaint = complaintOf(name, { ...connections[name], [key]: untidy("s3cret") });
    expect(complaint).toMatch(new RegExp(`its ${key} .*line break.*${name}:${key}`));
    expect(complaint).not.toContain("s3cret");
  });
});

test.each(settings.filter(([, key]) => key !== "adminPassword"))(
  "a blank before the setting %s:%s is refused too",
  (name, key) => {
    expect(complaintOf(name, { ...connections[name], [key]: " s3cret" })).toContain(
      `its ${key} begins or ends with white space`,
    );
  },
);

test("a password may end with a blank", () => {
  expect(complaintOf("vms", { ...connections.vms, adminPassword: " s3cret " })).toBe("");
});

test.each(inHeaders)("what no header can carry is refused in %s:%s, by name", (name, key) => {
  for (const strange of ["s3cr\u200bet", "s3cr\u0000et", "s3cr\u2019et", "s3cr\net"]) {
    const complaint = complaintOf(name, { ...connections[name], [key]: strange });
    expect(complaint).toMatch(new RegExp(`its ${key} has a character that no HTTP header can carry.*${name}:${key}`));
    expect(complaint).not.toContain("s3cr");
  }
});
