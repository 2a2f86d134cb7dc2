import { waitBefore } from "../../provider/http/retry.js";

/** The wait before a repetition; `random` decides the jitter. */
function wait(repetition: number, random: number): number {
  jest.spyOn(Math, "random").mockReturnValue(random);
  return waitBefore(repetition);
}
afterEach(() => jest.restoreAllMocks());

test("without a word from the server, each wait is twice the one before, up to ten seconds", () => {
  const repetitions = [1, 2, 3, 4, 5, 6, 7, 8, 20];
  expect(repetitions.map((repetition) => wait(repetition, 1))).toEqual([
    250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000,
  ]);
});

test("a wait is shortened by up to a half, so that many who failed at once do not come back at once", () => {
  expect([0, 0.5, 1].map((random) => wait(1, random))).toEqual([125, 187.5, 250]);
  expect([0, 0.5, 1].map((random) => wait(9, random))).toEqual([5_000, 7_500, 10_000]);
});
