import type { LoggedRequest } from "../../sandbox/index.js";

/**
 * Grants that stand anywhere in plain data, read as generously as possible and by nobody's rules but this file's: what a write
 * asks for, and what an answer may have shown.
 */
export const decoders: Readonly<Record<string, (body: unknown) => string[]>> = { hostup, spanel, vms, bakeronline };

export function grantsIn({ system, body }: Pick<LoggedRequest, "system" | "body">): string[] {
  return decoders[system]?.(body) ?? [];
}

const listsOfHostup = { services: "service", domains: "domain", dnsZones: "dnsZone" };

function hostup(body: unknown): string[] {
  return everyObject(body).flatMap((object) => [
    ...Object.entries(object).flatMap(([key, value]) => (value === true && /^(can|access)/.test(key) ? [key] : [])),
    ...Object.entries(listsOfHostup).flatMap(([list, prefix]) =>
      values(object[list]).flatMap((item) => {
        const { id = item, hasAccess } = fields(item);
        return hasAccess === false ? [] : [`${prefix}:${String(id)}`];
      }),
    ),
  ]);
}

function spanel(body: unknown): string[] {
  return everyObject(body).flatMap(({ permissions }) => {
    if (permissions === "all") return ["*"];
    return Object.entries(fields(permissions)).flatMap(([category, pages]) =>
      pages === "all" ? [`${category}/*`] : values(pages).map((page) => `${category}/${String(page)}`),
    );
  });
}

function vms(body: unknown): string[] {
  return everyObject(body).flatMap(({ permissions_to_attach: attached, permissions }) => [
    ...values(attached).map(String),
    ...values(permissions).map((entry) => String(fields(entry).name ?? entry)),
  ]);
}

function bakeronline(body: unknown): string[] {
  return everyObject(body).flatMap(({ shop_ids: shops, permissions }) => [
    ...values(shops).map((id) => `shop:${String(id)}`),
    ...Object.entries(fields(permissions)).flatMap(([right, value]) => (value ? [camelCase(right)] : [])),
  ]);
}

function camelCase(key: string): string {
  return key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function everyObject(value: unknown): Record<string, unknown>[] {
  if (typeof value !== "object" || value === null) return [];
  return [fields(value), ...Object.values(value).flatMap(everyObject)];
}

function values(value: unknown): unknown[] {
  return typeof value === "object" && value !== null ? Object.values(value) : [];
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
