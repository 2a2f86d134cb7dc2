/** The name that the program gave to a resource, which may hold `::` itself. */
export function nameIn(urn: string): string {
  return urn.split("::").slice(3).join("::") || urn;
}
