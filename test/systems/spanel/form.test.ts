import fc from "fast-check";
import { UnsafeChangeError } from "../../../provider/errors.js";
import { grantsOf, permissionsOf } from "../../../provider/systems/spanel/vocabulary.js";
import { encodeForm, requirePermissions } from "../../../provider/systems/spanel/wire.js";
import { parsePhpForm, toJson } from "../../../sandbox/spanel/phpForm.js";
import vectors from "../../fixtures/php-form.json";

it.each(vectors.encode)("a form is encoded as real PHP encodes it: $value", ({ value, body }) => {
  expect(encodeForm(value)).toBe(body);
});

const field = fc.string({ unit: "grapheme-ascii", minLength: 1 });
const page = fc.constantFrom("accounts", "domains", "a b", "x/y", "é=&+");
const pages = fc.oneof(fc.constant("all" as const), fc.array(page, { maxLength: 3 }), fc.constantFrom(null, undefined));
const permissions = fc.oneof(
  fc.constantFrom("all", "", null, undefined, []),
  fc.dictionary(fc.constantFrom("email", "domain", "c d", "a.b", "em\0ail", "\0"), pages),
);

it("the last gate lets exactly those bodies pass in which PHP finds a permission", () => {
  fc.assert(
    fc.property(field, field, permissions, (token, username, wanted) => {
      const body = encodeForm({ token, username, permissions: wanted });
      const found = parsePhpForm(body).get("permissions");
      const isThere = typeof found === "string" ? found !== "" : found !== undefined && found.size > 0;
      if (isThere) expect(requirePermissions("Writing", body)).toBe(body);
      else expect(() => requirePermissions("Writing", body)).toThrow(UnsafeChangeError);
    }),
  );
});

it.each([
  "",
  "username=permissions&token=permissions%3Dall",
  "permissions=",
  "permissions%5Bemail%5D=",
  "permissions%5B%5D=&username=x",
  "mypermissions=all",
  "permissionsx%5Bemail%5D=all",
  "permissions",
])("a body without permissions is stopped, and the error says that it would be root: %j", (body) => {
  expect(() => requirePermissions("Writing", body)).toThrow(
    "Writing was not sent: it would carry no permissions, which SPanel reads as full root access. Name at least one page",
  );
});

it("what PHP reads is what the program asked for", () => {
  const names = fc.uniqueArray(page, { minLength: 1 });
  const sound = fc.dictionary(fc.constantFrom("email", "domain", "c d"), fc.oneof(fc.constant("all" as const), names), {
    minKeys: 1,
  });
  fc.assert(
    fc.property(sound, (wanted) => {
      expect(toJson(parsePhpForm(encodeForm({ permissions: wanted })))).toEqual({ permissions: wanted });
    }),
  );
});

it("grant names and pages by category say the same, in both directions", () => {
  const slug = fc.stringMatching(/^[a-z]{1,5}$/);
  const sound = fc.dictionary(slug, fc.oneof(fc.constant("all" as const), fc.uniqueArray(slug, { minLength: 1 })));
  fc.assert(
    fc.property(sound, (wanted) => {
      expect(grantsOf(permissionsOf(grantsOf(wanted)))).toEqual(grantsOf(wanted));
    }),
  );
  expect(grantsOf("all")).toEqual(["*"]);
  expect(permissionsOf(["*"])).toBe("all");
});
