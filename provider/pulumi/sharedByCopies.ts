/**
 * One value for all copies of this package in a process: a program, or the engine's host, may load several.
 *
 * @param name of the value, ending with the number of its form
 * @param isOne whether what another copy has left there is such a value
 */
export function sharedByCopies<Value>(
  name: string,
  isOne: (value: unknown) => value is Value,
  make: () => Value,
): Value {
  const key = Symbol.for(name);
  const known: unknown = Reflect.get(globalThis, key);
  if (isOne(known)) return known;
  const made = make();
  Reflect.set(globalThis, key, made);
  return made;
}
