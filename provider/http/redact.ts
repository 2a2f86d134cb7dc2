export type Redact = (text: string) => string;

const blank = "[redacted]";

/** Blanks out every secret in a text, also where it stands percent-encoded, form-encoded, JSON-escaped or in base64. */
export function redactor(secrets: readonly string[]): Redact {
  const forms = secrets
    .filter((secret) => secret.length > 0)
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      new URLSearchParams({ s: secret }).toString().slice(2),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString("base64"),
    ])
    // The longest first, so that a secret that holds another one leaves no tail.
    .sort((left, right) => right.length - left.length);
  return (text) => forms.reduce((clean, form) => clean.replaceAll(form, blank), text);
}
