export interface Progress {
  readonly update: (done: number) => void;
  readonly stop: () => void;
}

const silent: Progress = { update: () => undefined, stop: () => undefined };

/** A line on standard error that counts, on a terminal only: reports go to standard output. */
export async function showProgress(total: number): Promise<Progress> {
  // A terminal without a size, such as that of `script` or `docker exec` in a pipeline, has no lines to take back: ora would never end.
  if (!process.stderr.isTTY || !(process.stderr.columns > 0)) return silent;
  // An ES module: it cannot be required on every supported Node.
  const { default: ora } = await import("ora");
  const words = (done: number) => `Reading live access: ${done} of ${total}`;
  const spinner = ora({ text: words(0), stream: process.stderr }).start();
  return {
    update: (done) => {
      spinner.text = words(done);
    },
    stop: () => {
      spinner.stop();
    },
  };
}
