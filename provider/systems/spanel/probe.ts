import { type Finding, tried } from "../../connections/probe.js";
import { type SpanelApi, saysNo } from "./SpanelApi.js";

/** SPanel tokens are made for single actions: each list may be refused by itself. Sub-users need an account's name. */
export async function probe(api: SpanelApi): Promise<readonly Finding[]> {
  const count = async (kind: "account" | "admin") => (await api.listing(kind, undefined).all()).size;
  const check = await tried("check the token", async () => api.check(), {
    words: "the check itself is not allowed",
    isMeant: saysNo,
  });
  if (check.isSilent) return [check];
  const findings = [
    check,
    await tried(
      "list accounts",
      async () => `accounts listed: ${await count("account")}; their privileges are written and never read`,
      { words: "whether an account exists is not seen", isMeant: saysNo },
    ),
    await tried(
      "list administrators",
      async () => `administrators listed, with their privileges: ${await count("admin")}`,
      {
        words: 'kind "admin" cannot be managed',
        isMeant: saysNo,
      },
    ),
  ];
  if (findings.every(({ state }) => state !== "ok")) {
    const words = "everything that was tried was refused: the token is wrong, or may do nothing but write";
    return [...findings, { what: "use the connection", state: "failed", words }];
  }
  const catalogue = await tried("list permissions", async () =>
    (await api.catalogue("account")) === undefined
      ? "the server does not say which it knows: names are not checked before they are written"
      : "names are checked before they are written",
  );
  return [...findings, catalogue];
}
