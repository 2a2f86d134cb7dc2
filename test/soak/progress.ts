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
