import { type Finding, tried } from "../../connections/probe.js";
import { StatusError } from "../../http/errors.js";
import type { BakerOnlineApi } from "./BakerOnlineApi.js";

/** Lists the companies: users are listed per company, so that more needs an id. */
export async function probe(api: BakerOnlineApi): Promise<readonly Finding[]> {
  const token = await tried("get a token", async () => {
    const end = await api.tokenEnd();
    return end === undefined
      ? "a fixed access token, which lives an hour from when it was made"
      : `good until ${new Date(end).toISOString()}, then renewed`;
  });
  if (token.state === "failed") return [token];
  return [
    token,
    await tried("list companies", async () => `companies listed: ${(await api.companies()).length}`, {
      words: "users of a company may be readable all the same",
      isMeant: (error) => error instanceof StatusError && error.status === 403,
    }),
  ];
}
