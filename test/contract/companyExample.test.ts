import { runtime } from "@pulumi/pulumi";
import { Person } from "../../examples/company/Person.js";
import { combined, endsOf, grantsIn } from "../../examples/company/Role.js";
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

test("what a role gives for a time ends with it, unless another role gives it for longer", () => {
  const guardFor = (lastDay: string) => ({ role: guard, lastDay });
  expect(endsOf([guardFor("2027-03-31")], grantsIn.vms)).toEqual({
    "archives-show": "2027-03-31",
    "camera-events-index": "2027-03-31",
  });
  expect(endsOf([guardFor("2027-03-31"), shopManager], grantsIn.vms)).toEqual({ "camera-events-index": "2027-03-31" });
  expect(endsOf([guardFor("2027-03-31"), guardFor("2026-12-31")], grantsIn.vms)).toMatchObject({
    "archives-show": "2027-03-31",
  });
  expect(endsOf([{ role: webmaster, lastDay: "2027-03-31" }], grantsIn.spanel)).toEqual({
    "domain/domains": "2027-03-31",
    "domain/redirects": "2027-03-31",
    "email/*": "2027-03-31",
  });
  expect(endsOf([webmaster, bookkeeper], grantsIn.hostup)).toEqual({});
});

test("no role needs nothing", () => {
  expect(combined([])).toEqual({});
});

test("a role that needs an account which the person does not have is an error that names both", () => {
  expect(() => new Person("anna", { roles: [guard] })).toThrow("anna has a role that needs login (VMS)");
});
