/**
 * Says on standard error how long something takes, and how far it is at each tenth. Only in the soak: elsewhere a green run is
 * quiet.
 *
 * @param minutes how long it took on an idle machine with two cores
 */
export function progressOf(what: string, minutes: number): (done: number, all: number) => void {
  let said = -1;
  return (done, all) => {
    const tenths = Math.floor((10 * done) / all);
    if (tenths === said) return;
    if (said < 0) process.stderr.write(`soak: ${what}: ${all} to do, about ${minutes} min\n`);
    said = tenths;
    process.stderr.write(`soak: ${what}: ${done} of ${all}\n`);
  };
}

/** The same for a suite of many tests, each of which is a step. */
export function showTests(what: string, minutes: number): void {
  let done = 0;
  beforeAll(() => void process.stderr.write(`soak: ${what}: about ${minutes} min\n`));
  afterEach(() => {
    done += 1;
    if (done % 10 === 0) process.stderr.write(`soak: ${what}: ${done} tests done\n`);
  });
}
