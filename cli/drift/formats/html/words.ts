import { type ReportedResource, type Status, statusSchema } from "../../report.js";
import { rank, statusWords } from "../words.js";

const symbols: Readonly<Record<Status, string>> = {
  drifted: "≠",
  gone: "∅",
  failed: "✕",
  unobservable: "?",
  "in-sync": "✓",
};

/** How a status is shown: never by its colour alone. */
export const statuses: readonly { readonly status: Status; readonly symbol: string; readonly words: string }[] =
  statusSchema.options
    .map((status) => ({ status, symbol: symbols[status], words: capitalized(statusWords[status]) }))
    .sort((left, right) => rank(left) - rank(right));

function capitalized(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

/** `ContactPermissions` of `pulumi-nodejs:dynamic/hostup:ContactPermissions`. */
export const kindOf = ({ type }: ReportedResource): string => type.split(":").at(-1) || type;
