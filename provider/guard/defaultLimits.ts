/** What an AccessGuard lets a change take away where its program says nothing else. */
export const defaultLimits = { maxPeople: 3, maxShare: 0.25 };
