import { waits } from "../../provider/http/retry.js";

/** Has the calls of a suite repeated without the wait before it, which `test/http/waits` proves. What a server asks for is waited for. */
export function repeatAtOnce(): void {
  let replaced: readonly jest.ReplaceProperty<number>[] = [];
  beforeAll(() => {
    replaced = [jest.replaceProperty(waits, "first", 1), jest.replaceProperty(waits, "longest", 1)];
  });
  afterAll(() => {
    for (const property of replaced) property.restore();
  });
}
