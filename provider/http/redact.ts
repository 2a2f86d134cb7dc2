export type Redact = (text: string) => string;

const blank = "[redacted]";

/**
 * Blanks out every secret in a text, also where it stands percent-encoded, form-encoded, in base64, or escaped in JSON
 * (by anybody's rules: PHP escapes slashes too, and an echoed body is escaped twice).
 */
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
  if (forms.length === 0) return (text) => text;
  const escapedSomehow = (form: string) => form.split("").map(literal).join("\\\\*");
  const pattern = new RegExp(forms.map(escapedSomehow).join("|"), "g");
  return (text) => text.replace(pattern, blank);
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/, "\\$&");
}
