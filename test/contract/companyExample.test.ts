import { runtime } from "@pulumi/pulumi";
import { Person } from "../../examples/company/Person.js";
import { combined } from "../../examples/company/Role.js";
import { bookkeeper, guard, shopManager, webmaster } from "../../examples/company/roles.js";

// A resource goes on being registered after its constructor: nothing of it may outlive this file.
afterAll(() => runtime.disconnect());

test("somebody with several roles has what each of them needs, once", () => {
  expect(combined([bookkeeper, webmaster, bookkeeper])).toEqual({
    hostup: {
      rights: ["canViewInvoices", "canReceiveInvoices", "canOpenTickets", "canViewTickets"],
      services: ["14101"],
    },
    spanel: { email: "all", domain: ["domains", "redirects"] },
  });
  expect(combined([shopManager, guard]).vms).toEqual(["archives-show", "camera-events-index"]);
});

test("a whole category of one role is not narrowed by single pages of another", () => {
  expect(combined([{ spanel: { email: ["accounts"] } }, { spanel: { email: "all" } }]).spanel).toEqual({
    email: "all",
  });
  expect(combined([{ spanel: { email: "all" } }, { spanel: { email: ["accounts"] } }]).spanel).toEqual({
    email: "all",
  });
});

test("no role needs nothing", () => {
  expect(combined([])).toEqual({});
});

test("a role that needs an account which the person does not have is an error that names both", () => {
  expect(() => new Person("anna", { roles: [guard] })).toThrow("anna has a role that needs login (VMS)");
});
