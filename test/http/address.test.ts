import { apiAddress } from "../../provider/http/address.js";
import { AddressRefusedError } from "../../provider/http/errors.js";

it.each([
  "https://cloud.hostup.se/api",
  "https://10.0.0.1:8443/x",
  "http://127.0.0.1:8080",
  "http://127.8.8.8",
  "http://localhost:3000/api",
  "http://[::1]:3000",
])("%s is accepted", (text) => {
  expect(apiAddress(text, "fake:url").href).toContain(new URL(text).host);
});

it.each([
  "http://cloud.hostup.se/api",
  "http://10.0.0.1",
  "http://localhost.example.com",
  "http://127.0.0.1.example.com",
  "http://127.example.com",
  "http://0.0.0.0",
  "ftp://127.0.0.1",
  "file:///etc/passwd",
])("%s is refused, because credentials would travel in the clear", (text) => {
  expect(() => apiAddress(text, "fake:url")).toThrow(AddressRefusedError);
  expect(() => apiAddress(text, "fake:url")).toThrow(/^fake:url begins with .* write https:\/\//);
});

it.each(["", "cloud.hostup.se", "https://"])("%j is no address", (text) => {
  expect(() => apiAddress(text, "fake:url")).toThrow("fake:url is not an address: write it whole");
});

it.each(["https://vms.example/#/users", "https://host.example/api?x=1", "https://host.example/api?"])(
  "%s is refused: paths could not be appended to it",
  (text) => {
    expect(() => apiAddress(text, "fake:url")).toThrow(AddressRefusedError);
    expect(() => apiAddress(text, "fake:url")).toThrow(/^fake:url holds a "\?" or "#".* leave out what follows/);
  },
);

it.each(["anna:s3cret", ":s3cret", "anna"])(
  "credentials in the address are refused, and not repeated: %s",
  (credentials) => {
    const refused = () => apiAddress(`https://${credentials}@host.example`, "fake:url");
    expect(refused).toThrow("holds a user name or password");
    expect(refused).not.toThrow(/s3cret|anna/);
  },
);
