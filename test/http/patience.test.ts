import { Patience, whilePatient } from "../../provider/http/Patience.js";

const within = (signal: AbortSignal) => whilePatient(signal, () => new Patience(1_000));

test("what waits is given up when nobody waits for it any more", () => {
  const task = new AbortController();
  const patience = within(task.signal);
  expect(patience.wait()).toBe(true);
  task.abort();
  expect([patience.signal.aborted, patience.isOver]).toEqual([true, true]);
});

test("what is on its way comes to its end, and does not wait afterwards", () => {
  const task = new AbortController();
  const patience = within(task.signal);
  patience.wait();
  patience.send();
  task.abort();
  expect(patience.signal.aborted).toBe(false);
  expect(patience.wait()).toBe(false);
});

test("a call that is over hears nothing of its task any more", () => {
  const task = new AbortController();
  const patience = within(task.signal);
  patience.wait();
  patience.end();
  task.abort();
  expect(patience.signal.aborted).toBe(false);
});

test.each([
  ["the time is over", "too late"],
  ["nobody waits for it any more", "given up"],
] as const)("what is under way is stopped when %s, and the cause is known", async (_what, cause) => {
  const task = new AbortController();
  const patience = whilePatient(task.signal, () => new Patience(cause === "too late" ? 10 : 60_000));
  const stopped = new Promise<void>((resolve) => patience.endsBy(resolve));
  patience.wait();
  if (cause === "given up") task.abort();
  // Its own timer keeps no process alive.
  const awake = setInterval(() => undefined, 1_000);
  await stopped;
  clearInterval(awake);
  expect([patience.cause, patience.signal.aborted]).toEqual([cause, true]);
});

test("a call that has ended in time is stopped by nothing", async () => {
  const patience = new Patience(5);
  const stop = jest.fn();
  patience.endsBy(stop);
  patience.end();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect([stop.mock.calls.length, patience.cause]).toEqual([0, undefined]);
});

test("without a task it waits for ever", () => {
  const patience = new Patience(1_000);
  expect([patience.wait(), patience.isOver, patience.signal.aborted]).toEqual([true, false, false]);
});
