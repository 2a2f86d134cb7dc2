/** For an option that is repeated for each of its values. */
export function several(value: string, all: readonly string[]): readonly string[] {
  return [...all, value];
}
