import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import ts from "typescript";
import { addTo } from "../../cli/adopt/program/addTo.js";
import type { Entry } from "../../cli/adopt/program/Entry.js";
import { readProgram } from "../../cli/adopt/program/readProgram.js";
import { resourceName } from "../../cli/adopt/program/resourceName.js";
import { writeProgram } from "../../cli/adopt/program/writeProgram.js";
import { hostileNames } from "../support/randomPeople.js";

const entry = (name: string, more: Partial<Entry> = {}): Entry => ({
  ...{ kind: "vms/VmsUserPermissions", name, subject: `VMS user ${name}`, args: { login: name, permissions: ["ptz"] } },
  ...{ grants: [], concerns: [], remarks: [] },
  ...more,
});
const read = (text: string) => readProgram("index.ts", text);

describe("the name of a resource", () => {
  test("is made of the words that name its subject, in every script", () => {
    expect(resourceName(["vms", "anna@example.com"])).toBe("vms/anna@example.com");
    expect(resourceName(["spanel@web1", "subuser", "shop", "jürgen"])).toBe("spanel@web1/subuser/shop/jürgen");
    for (const name of ["имя", "名前", "اسم", "नाम"]) expect(resourceName(["vms", name])).toBe(`vms/${name}`);
  });

  test("is another one for every subject, has nothing that cannot be seen, and fits a line", () => {
    const parts = fc.array(fc.oneof(fc.constantFrom(...hostileNames), fc.string({ unit: "binary" })), { minLength: 1 });
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const name = resourceName(one);
        expect(name).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}"'`\\]/u);
        expect([...name].length).toBeLessThanOrEqual(80);
        expect(resourceName(one)).toBe(name);
        if (JSON.stringify(one) !== JSON.stringify(other)) expect(resourceName(other)).not.toBe(name);
      }),
    );
    const alike = [
      ["a", "b/c"],
      ["a/b", "c"],
      ["a", "b", "c"],
      ["jürgen"],
      ["ju\u0308rgen"],
      ["a b"],
      ["a-b"],
      ["a\u200bb"],
    ];
    expect(new Set(alike.map(resourceName)).size).toBe(alike.length);
  });
});

describe("a program", () => {
  const values = fc.letrec((tie) => ({
    value: fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(...hostileNames),
      fc.integer(),
      fc.boolean(),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("a b", "1", "ä", "constructor")), tie("value"), {
        maxKeys: 4,
      }),
    ),
  })).value;

  test("says what it was made from, whatever names and values there are", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: "binary" })),
        values,
        fc.string({ unit: "binary" }),
        (names, value, words) => {
          const args = { login: "x", value };
          const entries = names.map((name) => entry(name, { args, subject: words, person: words, remarks: [words] }));
          const { entries: found, unclear } = read(writeProgram(entries, { withRoles: true }));
          expect(unclear).toEqual([]);
          const byName = (one: { name: string }, other: { name: string }) => (one.name < other.name ? -1 : 1);
          expect([...found].sort(byName)).toEqual(
            names.map((name) => ({ kind: "vms/VmsUserPermissions", name, args })).sort(byName),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  test("is as the formatter of this project would leave it", () => {
    const long = Array.from({ length: 40 }, (_, index) => index * 1001);
    const args = {
      login: "a \"quoted\" and an 'apostrophe'",
      permissions: long.map((number) => `permission-${number}`),
      short: ["a", "b"],
      shopIds: long,
      "a key": { inner: "all", 1: ["x"], ä: [], none: {} },
      mixed: ["name", { name: "somebody", canViewInvoices: true }, { name: "other" }],
      double: 'only "double" ones',
      single: "only 'single' ones",
    };
    const kinds = [
      "hostup/ContactPermissions",
      "hostup/DelegatedAccess",
      "spanel/SpanelUserPrivileges",
      "bakeronline/ShopUserPermissions",
    ];
    for (const some of [kinds, []]) {
      const entries = [
        entry("anna", { args }),
        ...some.map((kind, index) => entry(`n${index}`, { kind })),
        ...hostileNames.map((name) => entry(resourceName([name]), { args: { login: name, permissions: [] } })),
      ];
      const text = writeProgram(entries, { withRoles: true });
      expect(biome(text)).toBe(text);
    }
  });

  test("is the same whatever the order in which people were read, with those of one person side by side", () => {
    const people = [entry("b"), entry("z", { person: "anna" }), entry("a", { person: "anna" }), entry("c")];
    const text = writeProgram(people);
    expect(writeProgram([...people].reverse())).toBe(text);
    expect(read(text).entries.map(({ name }) => name)).toEqual(["a", "z", "b", "c"]);
    expect(text.match(/Person: anna/g)).toHaveLength(1);
  });

  test("names equal sets of access in comments alone, where that is asked for", () => {
    const people = ["a", "b"].map((name) => entry(name, { grants: ["ptz"] }));
    expect(writeProgram(people)).not.toContain("Suggestion");
    const text = writeProgram([...people, entry("c", { grants: ["marks-index"] })], { withRoles: true });
    expect(text).toMatch(/\/\/ Suggestion: these 2 VmsUserPermissions have the same access[^\n]*: ptz\n\/\/ {3}a, b\n/);
    expect(text.match(/Suggestion/g)).toHaveLength(1);
  });
});

describe("a program that people have edited", () => {
  const edited = `// ours
import * as permissions from "pulumi-permissions";
import { VmsUserPermissions as User } from "pulumi-permissions"; // people

const guardian: permissions.VmsUserPermissions = new permissions.VmsUserPermissions("a", { permissions: ["ptz"] as const, login: \`a\` });
export const other = new User("b", { login: "b", permissions: [] }, { protect: true }); // keep this one

// The guard.
new permissions.AccessGuard("guard", { maxPeople: 1 });
`;

  test("is read by its meaning: imports under other names, constants, options, types", () => {
    const { entries, unclear } = read(edited);
    expect(unclear).toEqual([]);
    expect(entries).toEqual([
      { kind: "vms/VmsUserPermissions", name: "a", args: { permissions: ["ptz"], login: "a" } },
      { kind: "vms/VmsUserPermissions", name: "b", args: { login: "b", permissions: [] } },
    ]);
  });

  test.each(["\n", "\r\n"])("keeps every byte when somebody is entered, and the guard stays last (%j)", (end) => {
    const text = edited.replaceAll("\n", end);
    const newcomers = [entry("c"), entry("d", { kind: "hostup/ContactPermissions", args: { contactId: 1 } })];
    const result = addTo(text, read(text), newcomers);
    expect(read(result).entries.map(({ name }) => name)).toEqual(["a", "b", "d", "c"].sort());
    const added = withoutLines(result, text);
    expect(added.every((line) => end === "\n" || line.endsWith("\r") || line === "")).toBe(true);
    expect(result.trimEnd().endsWith('new permissions.AccessGuard("guard", { maxPeople: 1 });')).toBe(true);
    expect(added.join()).toContain("new permissions.ContactPermissions");
  });

  test("gets an import of its own for a class that it does not have, and newcomers at its end without a guard", () => {
    const text =
      'import { VmsUserPermissions } from "pulumi-permissions";\n\nnew VmsUserPermissions("a", { login: "a", permissions: [] });';
    const result = addTo(text, read(text), [entry("d", { kind: "hostup/ContactPermissions", args: { contactId: 1 } })]);
    expect(read(result).entries.map(({ name }) => name)).toEqual(["a", "d"]);
    expect(result).toContain('\nimport { ContactPermissions } from "pulumi-permissions";\n');
    withoutLines(result, `${text}\n`);
  });

  test("with resources of which the text alone does not tell who they are is said to be so, by line", () => {
    const text = `import { ContactPermissions } from "pulumi-permissions";
for (const contactId of [1, 2]) new ContactPermissions(\`c\${contactId}\`, { contactId });
const contactId = 3;
new ContactPermissions("c", { contactId });
new ContactPermissions("d", { ...other });
new Other("e", { contactId });
`;
    expect(read(text).unclear.map(({ line }) => line)).toEqual([2, 4, 5]);
    expect(() => read("new (")).toThrow("index.ts cannot be read as TypeScript");
  });
});

test("a program of every kind passes the strictest type check", () => {
  const text = writeProgram([
    entry("a"),
    entry("b", {
      kind: "hostup/ContactPermissions",
      args: { contactId: 1, services: ["1"], canViewInvoices: true, onDelete: "keep" },
    }),
    entry("c", {
      kind: "hostup/DelegatedAccess",
      args: { allowed: ["a@b.c", { name: "d@e.f", canViewInvoices: true }] },
    }),
    entry("d", {
      kind: "spanel/SpanelUserPrivileges",
      args: { kind: "admin", username: "a", permissions: { "a b": "all", c: ["d"] }, onDelete: "keep" },
    }),
    entry("e", {
      kind: "spanel/SpanelUserPrivileges",
      args: { kind: "subuser", accountUser: "x", username: "a", permissions: "all" },
    }),
    entry("f", {
      kind: "bakeronline/ShopUserPermissions",
      args: { companyId: 1, userPermissionId: 2, shopIds: [1], permissions: { newsletters: true } },
    }),
  ]);
  const folder = mkdtempSync("test/.adopted-");
  try {
    const file = join(folder, "index.ts");
    writeFileSync(file, text);
    const options = {
      strict: true,
      noEmit: true,
      noUnusedLocals: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: true,
      types: [],
    };
    const program = ts.createProgram([file], {
      ...options,
      module: ts.ModuleKind.Node16,
      moduleResolution: ts.ModuleResolutionKind.Node16,
      target: ts.ScriptTarget.ES2022,
      paths: { "pulumi-permissions": [join(process.cwd(), "provider/index.ts")] },
    });
    const source = program.getSourceFile(file);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** The lines that were put in; whatever else stands there must be all of the text, in its order. */
function withoutLines(result: string, text: string): string[] {
  const added: string[] = [];
  const rest = text.split("\n");
  for (const line of result.split("\n")) {
    if (line === rest[0]) rest.shift();
    else added.push(line);
  }
  expect(rest).toEqual([]);
  return added;
}

function biome(text: string): string {
  return execFileSync(
    process.execPath,
    ["node_modules/@biomejs/biome/bin/biome", "format", "--stdin-file-path=index.ts"],
    {
      input: text,
      encoding: "utf8",
    },
  );
}
