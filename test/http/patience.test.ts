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

test("without a task it waits for ever", () => {
  const patience = new Patience(1_000);
  expect([patience.wait(), patience.isOver, patience.signal.aborted]).toEqual([true, false, false]);
});
