import { type SelfSigned, selfSigned as signedByItself } from "../../sandbox/spanel/selfSigned.js";

export type Certificate = SelfSigned;

/** A certificate for 127.0.0.1 and a name that no authority signed. */
export async function selfSigned(name = "localhost"): Promise<Certificate> {
  return signedByItself(name);
}
