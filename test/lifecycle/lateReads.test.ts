import { pauses, readUntil } from "../../provider/lifecycle/lateReads.js";

test("a read is repeated after 1, 2 and 4 seconds, and no more", async () => {
  jest.isolateModules(() => {
    const fresh: typeof import("../../provider/lifecycle/lateReads.js") = require("../../provider/lifecycle/lateReads.js");
    jest.replaceProperty(pauses, "beforeReads", fresh.pauses.beforeReads);
  });
  jest.useFakeTimers();
  try {
    let reads = 0;
    const again = async () => {
      reads += 1;
      return reads;
    };
    const running = readUntil(0, () => false, again);
    const seen: number[] = [];
    for (const milliseconds of [999, 1, 1_999, 1, 3_999, 1]) {
      await jest.advanceTimersByTimeAsync(milliseconds);
      seen.push(reads);
    }
    expect(seen).toEqual([0, 1, 1, 2, 2, 3]);
    expect(await running).toBe(3);
    expect(await readUntil(0, () => true, again)).toBe(0);
    expect(reads).toBe(3);
  } finally {
    jest.useRealTimers();
    jest.restoreAllMocks();
  }
});
