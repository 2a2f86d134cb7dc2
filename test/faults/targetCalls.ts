import type { Fault, LoggedRequest } from "../../sandbox/index.js";
import type { Operation } from "../support/recording.js";

/** One call of an operation, so that a fault can hit it and no other one. */
export interface TargetCall extends Required<Pick<Fault, "system" | "method" | "path" | "call" | "skip">> {
  readonly name: string;
  /** The name without which one it is of several alike. */
  readonly signature: string;
  readonly reads: boolean;
  /** Whether it is the read that proves a write. Where it fails, the subject is read once more for the state. */
  readonly verifies: boolean;
  /** How the message of an error about it begins. */
  readonly words: RegExp;
  /** Whether it may be repeated after a failure with an unknown outcome. */
  readonly repeatable: boolean;
}

/** What an error says of each call: what was being done, and to whom. */
const wording: readonly (readonly [call: RegExp, words: RegExp, repeatable?: false])[] = [
  [
    /^hostup GET .*\/delegated-access\/.*\/permissions$/,
    /^Reading what (partner|stranger)@example\.com may do on the HostUp account /,
  ],
  [/^hostup GET .*\/permissions$/, /^Reading the permissions of HostUp contact 14059 /],
  [/^hostup POST .*\/permissions$/, /^Writing the permissions of HostUp contact 14059 /],
  [/^hostup GET .*\/delegated-access$/, /^Reading who may act on the HostUp account /],
  [/^spanel .*accounts\/listaccounts$/, /^Listing the SPanel accounts /],
  [/^spanel .*user\/listsubusers$/, /^Listing the SPanel sub-users of shop /],
  [/^spanel .*admin\/listadminusers$/, /^Listing the SPanel administrators /],
  [/^spanel .*\/list(admin)?userpermissions$/, /^Listing the permissions that SPanel knows /],
  [/^spanel .*accounts\/editprivileges$/, /^Writing the privileges of SPanel account spanelio_testuser /],
  [/^spanel .*user\/editsubuserprivileges$/, /^Writing the privileges of SPanel subuser editor /],
  [/^spanel .*admin\/updateadminpermissions$/, /^Writing the privileges of SPanel admin admin@example\.com /],
  [/^vms POST .*\/auth\/token$/, /^Logging in to the VMS Admin API /],
  [/^vms GET .*\/users\?/, /^Listing the VMS users /],
  [/^vms GET .*\/users\/$/, /^Reading VMS user 1 /],
  [/^vms PATCH /, /^Writing the permissions of VMS user (test|unseen)@mail\.com /],
  [/^bakeronline-accounts POST /, /^Renewing the BakerOnline access token /, false],
  [/^bakeronline GET /, /^Listing the users of BakerOnline company 15 /],
  [/^bakeronline POST /, /^Adding baker@example\.com to BakerOnline company 15 /, false],
  [/^bakeronline PATCH /, /^Writing the permissions of BakerOnline user baker@example\.com of company 15 /],
];

/** The calls of an operation in their order. Throws for a call that nobody has put into words above. */
export function targetCalls({ requests }: Pick<Operation, "requests">): readonly TargetCall[] {
  return requests.map((request, index) => {
    const earlier = requests.slice(0, index);
    const { system, method, call, reads } = request;
    const signature = signatureOf(request);
    const known = wording.find(([pattern]) => pattern.test(signature));
    if (known === undefined) throw new Error(`no words are known for the call ${signature}`);
    const skip = earlier.filter((other) => signatureOf(other) === signature).length;
    const name = `${signature}${skip > 0 ? ` (number ${skip + 1})` : ""}`;
    const verifies = reads && earlier.some((other) => !other.reads && other.system === system);
    const [, words, repeatable = true] = known;
    return { system, method, path: stemOf(request), call, skip, name, signature, reads, verifies, words, repeatable };
  });
}

/** Every call that is put into words; a matrix that misses one of them is not complete. */
export function unheardOf(signatures: Iterable<string>): readonly string[] {
  const seen = [...signatures];
  return wording.flatMap(([pattern]) => (seen.some((signature) => pattern.test(signature)) ? [] : [pattern.source]));
}

export function signatureOf(request: LoggedRequest): string {
  return `${request.system} ${request.method} ${stemOf(request)}${request.call === "" ? "" : ` ${request.call}`}`;
}

/** A path without the number of an entry, which differs from sandbox to sandbox. */
function stemOf({ path }: LoggedRequest): string {
  return path.replace(/\/\d+$/, "/");
}
