/** Whether a provider is the engine's own: it names them `default`, with a version where the program asks for one. */
export function isDefaultProvider(name: string): boolean {
  return /^default(_\d+_\d+_\d+.*)?$/.test(name);
}
