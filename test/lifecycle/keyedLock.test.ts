import { KeyedLock } from "../../provider/lifecycle/KeyedLock.js";
import { failureOf } from "../support/failureOf.js";

/** A lock, and tasks that end when the test says so. */
function locked() {
  const lock = new KeyedLock();
  const begun: string[] = [];
  const start = (key: string, name: string) => {
    let end: (error?: Error) => void = () => undefined;
    const running = lock.run(key, () => {
      begun.push(name);
      return new Promise<string>((resolve, reject) => {
        end = (error) => (error ? reject(error) : resolve(name));
      });
    });
    return { running, end: (error?: Error) => end(error) };
  };
  return { begun, start };
}

/** Resolves when everybody who waits for what is there already has gone on. */
const everybodyGoesOn = () => new Promise((resolve) => setImmediate(resolve));

test("tasks of one key run one after the other, those of another one beside them", async () => {
  const { begun, start } = locked();
  const [first, second] = [start("anna", "first"), start("anna", "second")];
  start("bert", "other");
  await everybodyGoesOn();
  expect(begun).toEqual(["first", "other"]);
  first.end();
  await everybodyGoesOn();
  expect(begun).toEqual(["first", "other", "second"]);
  second.end();
  await expect(Promise.all([first.running, second.running])).resolves.toEqual(["first", "second"]);
});

test("who comes while the second one runs waits for it, although the first one has ended", async () => {
  const { begun, start } = locked();
  const [first, second] = [start("anna", "first"), start("anna", "second")];
  await everybodyGoesOn();
  first.end();
  await everybodyGoesOn();
  start("anna", "third");
  await everybodyGoesOn();
  expect(begun).toEqual(["first", "second"]);
  second.end();
  await everybodyGoesOn();
  expect(begun).toEqual(["first", "second", "third"]);
});

test("a task that failed takes its error along, and the next one runs", async () => {
  const { begun, start } = locked();
  const [first, second] = [start("anna", "first"), start("anna", "second")];
  await everybodyGoesOn();
  const failure = failureOf(first.running);
  first.end(new Error("broken"));
  expect((await failure).message).toBe("broken");
  await everybodyGoesOn();
  second.end();
  await expect(second.running).resolves.toBe("second");
  expect(begun).toEqual(["first", "second"]);
});
