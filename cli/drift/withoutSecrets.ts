import type { Deployment } from "./deployment.js";
import type { Report } from "./report.js";

/** Takes out of a report what the stack keeps secret. Nothing of a stack's secrets is printed, whoever else's words hold it. */
export function withoutSecrets(report: Report, deployment: Deployment): Report {
  const { mask, ownMask, grantMask } = masksOf(deployment);
  return {
    ...report,
    resources: report.resources.map((resource) => {
      const all = (grants: readonly string[]) => grants.map(grantMask(resource.urn));
      const both = ({ grant, revoke }: { grant: string[]; revoke: string[] }) => ({
        grant: all(grant),
        revoke: all(revoke),
      });
      const { subject, gained, lost, held, expired, error, planned, corrected } = resource;
      return {
        ...resource,
        subject: ownMask(resource.urn)(subject),
        gained: all(gained),
        lost: all(lost),
        ...(held ? { held: all(held) } : {}),
        ...(expired ? { expired: all(expired) } : {}),
        ...(error ? { error: mask(error) } : {}),
        ...(planned ? { planned: both(planned) } : {}),
        ...(corrected ? { corrected: both(corrected) } : {}),
      };
    }),
    unmanaged: report.unmanaged.map((person) => ({
      ...person,
      scope: mask(person.scope),
      subject: mask(person.subject),
      grants: person.grants.map((grant) => (namesSomebody(grant) ? mask(grant) : grant)),
    })),
  };
}

type Mask = (text: string) => string;

/** What takes a stack's secrets out of texts. */
export interface Masks {
  readonly mask: Mask;
  /** Names and grants by the resource's own secrets: a short one would garble everybody else's. */
  readonly ownMask: (urn: string) => Mask;
  readonly grantMask: (urn: string) => Mask;
}

export function masksOf({ resources }: Pick<Deployment, "resources">): Masks {
  const own = new Map(resources.map(({ urn, secrets }) => [urn, masking(secrets)]));
  const mask = masking(resources.flatMap(({ secrets }) => secrets));
  const ownMask = (urn: string) => own.get(urn) ?? mask;
  return { mask, ownMask, grantMask: (urn) => (grant) => (namesSomebody(grant) ? mask(grant) : ownMask(urn)(grant)) };
}

/** A grant such as `delegate:partner@example.com` may be another resource's secret. */
function namesSomebody(grant: string): boolean {
  return grant.includes("@");
}

/** The longest first: one secret may be a part of another. */
export function masking(secrets: readonly string[]): (text: string) => string {
  const sorted = [...new Set(secrets)].sort((left, right) => right.length - left.length);
  return (text) => sorted.reduce((rest, secret) => rest.replaceAll(secret, "[secret]"), text);
}
