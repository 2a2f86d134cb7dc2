import { SharedListing } from "../../provider/connections/SharedListing.js";
import { failureOf } from "../support/failureOf.js";

/** A list whose answers the test hands out; each shows how many listings began before it. */
function listing() {
  const begun: { answer(): void; fail(error: Error): void }[] = [];
  const shared = new SharedListing<number>(
    () =>
      new Promise((resolve, reject) => {
        const number = begun.length + 1;
        begun.push({ answer: () => resolve(new Map([["anna", number]])), fail: reject });
      }),
  );
  const answer = async (index: number) => {
    begun[index]?.answer();
    await everybodyGoesOn();
  };
  return { shared, begun, answer };
}

/** Resolves when everybody who waits for what is there already has gone on. */
function everybodyGoesOn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

test("one request serves everybody who asks at once, and everybody who asks later", async () => {
  const { shared, begun, answer } = listing();
  const finds = Array.from({ length: 100 }, () => shared.find("anna"));
  await answer(0);
  expect(await Promise.all(finds)).toEqual(finds.map(() => 1));
  expect(await shared.find("anna")).toBe(1);
  expect(await shared.find("nobody")).toBeUndefined();
  expect(begun).toHaveLength(1);
});

test("nothing is asked before somebody asks", () => {
  const { shared, begun } = listing();
  shared.changed("anna");
  expect(begun).toEqual([]);
});

test("after a change of an entry it is listed anew, for that entry only", async () => {
  const { shared, begun, answer } = listing();
  const first = shared.find("anna");
  await answer(0);
  await first;
  shared.changed("bob");
  expect(await shared.find("anna")).toBe(1);
  expect(begun).toHaveLength(1);
  const bob = shared.find("bob");
  await answer(1);
  expect(await bob).toBeUndefined();
  expect(begun).toHaveLength(2);
  expect(await shared.find("anna")).toBe(2);
});

test("a listing that was under way when an entry changed does not count for it", async () => {
  const { shared, begun, answer } = listing();
  const before = shared.find("anna");
  shared.changed("anna");
  const after = shared.find("anna");
  expect(begun).toHaveLength(1);
  await answer(0);
  expect(await before).toBe(1);
  expect(begun).toHaveLength(2);
  await answer(1);
  expect(await after).toBe(2);
});

test("many writers who wait for a listing share the next one", async () => {
  const { shared, begun, answer } = listing();
  const before = shared.find("anna");
  const names = Array.from({ length: 100 }, (_, index) => `user${index}`);
  for (const name of names) shared.changed(name);
  const after = names.map((name) => shared.all(name));
  await answer(0);
  await before;
  await answer(1);
  for (const entries of await Promise.all(after)) expect(entries.get("anna")).toBe(2);
  expect(begun).toHaveLength(2);
});

test("a failure reaches everybody who waits, and is not kept", async () => {
  const { shared, begun, answer } = listing();
  const waiting = [shared.find("anna"), shared.all()].map(failureOf);
  begun[0]?.fail(new Error("broken"));
  for (const error of await Promise.all(waiting)) expect(error.message).toBe("broken");
  const again = shared.find("anna");
  await answer(1);
  expect(await again).toBe(2);
});

test("a writer who waited for a listing that failed gets the next one, not the failure", async () => {
  const { shared, begun, answer } = listing();
  const before = failureOf(shared.find("anna"));
  shared.changed("anna");
  const after = shared.find("anna");
  begun[0]?.fail(new Error("broken"));
  expect((await before).message).toBe("broken");
  await answer(1);
  expect(await after).toBe(2);
});

describe("somebody who is not in the list", () => {
  test("is looked for once where the listing began for them", async () => {
    const { shared, begun, answer } = listing();
    const looking = shared.findOrLookAgain("nobody");
    await answer(0);
    expect(begun).toHaveLength(1);
    expect(await looking).toBeUndefined();
  });

  test("is looked for again where the list is older: an entry may have been made since", async () => {
    const { shared, begun, answer } = listing();
    const earlier = shared.find("anna");
    await answer(0);
    await earlier;
    const looking = shared.findOrLookAgain("nobody");
    await everybodyGoesOn();
    await answer(1);
    expect(await looking).toBeUndefined();
    expect(begun).toHaveLength(2);
    expect(await shared.findOrLookAgain("anna")).toBe(2);
    expect(begun).toHaveLength(2);
  });
});
