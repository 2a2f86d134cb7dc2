import { allFinished, beforeEnding } from "../../provider/connections/unfinishedWork.js";

/** Work that ends when the test says so, and whether whoever waits for all of it has gone on. */
function underWay() {
  let end: (error?: Error) => void = () => undefined;
  const work = new Promise<string>((resolve, reject) => {
    end = (error) => (error ? reject(error) : resolve("done"));
  });
  const given = beforeEnding(work);
  let isOver = false;
  const over = allFinished().then(() => {
    isOver = true;
  });
  return { given, over, end: (error?: Error) => end(error), isOver: () => isOver };
}
const everybodyGoesOn = () => new Promise((resolve) => setImmediate(resolve));

test("work that is under way is waited for", async () => {
  const { given, over, end, isOver } = underWay();
  await everybodyGoesOn();
  expect(isOver()).toBe(false);
  end();
  await over;
  await expect(given).resolves.toBe("done");
});

test("work that fails keeps its error, and counts as ended", async () => {
  const { given, over, end } = underWay();
  const failure = expect(given).rejects.toThrow("broken");
  end(new Error("broken"));
  await over;
  await failure;
  await expect(allFinished()).resolves.toBeUndefined();
});
