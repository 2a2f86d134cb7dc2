/** Milliseconds before each repetition of a read that does not show what was written. An object so that tests need not wait. */
export const pauses: { readonly beforeReads: readonly number[] } = { beforeReads: [1_000, 2_000, 4_000] };

/**
 * Reads until a read shows what is expected: what an API shows right after a write may be older than that.
 *
 * @param again reads anew
 * @returns what was read last, whether it shows that or not
 */
export async function readUntil<Read>(
  first: Read,
  isThere: (read: Read) => boolean,
  again: () => Promise<Read>,
): Promise<Read> {
  let read = first;
  for (const pause of pauses.beforeReads) {
    if (isThere(read)) return read;
    await new Promise((resolve) => setTimeout(resolve, pause));
    read = await again();
  }
  return read;
}
