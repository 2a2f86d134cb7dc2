const unfinished = new Set<Promise<unknown>>();

/** Work that is worse half done than done late, such as a renewal that uses up a refresh token: whoever ends this process waits for it. */
export function beforeEnding<Result>(work: Promise<Result>): Promise<Result> {
  unfinished.add(work);
  const forget = () => unfinished.delete(work);
  work.then(forget, forget);
  return work;
}

/** Resolves when no such work is under way; what failed counts as ended. */
export async function allFinished(): Promise<void> {
  await Promise.allSettled(unfinished);
}
