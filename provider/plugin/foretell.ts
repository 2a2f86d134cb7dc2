import { isEmptyPlan } from "../access/access.js";
import type { Properties } from "../arguments/arguments.js";
import type { Notify } from "../contract/Context.js";
import { AmbiguousSubjectError, ArgumentsError, messageOf, SubjectNotFoundError } from "../errors.js";
import type { Forecaster } from "../lifecycle/forecaster.js";
import { unknown } from "./values.js";

/**
 * What a preview says of a resource that is to be made or changed, by what is there now. Nothing is written; where nothing can be read, it says
 * so and goes on.
 *
 * @returns what the outputs will be, as far as that is known
 */
export async function foretell(
  forecaster: Forecaster,
  notify: Notify,
  name: string,
  inputs: Properties,
  outputs?: Properties,
): Promise<Properties> {
  const expected = { baseline: unknown, ...outputs, ...inputs };
  try {
    const subject = forecaster.arriving({ inputs, outputs }, true);
    if (subject === undefined) return expected;
    const title = `${name} (${subject.subject})`;
    const forecast = await subject.foresee();
    if (forecast.status === "gone") return expected;
    if (forecast.status === "unobservable") {
      notify("info", `${title}: not read: ${forecast.why}`);
      return { ...expected, baseline: outputs?.baseline ?? null };
    }
    const words = isEmptyPlan(forecast.plan)
      ? "has that already, so nothing is to be written"
      : subject.describe(forecast.plan);
    notify("info", `${title}: ${words}`);
    return { ...expected, baseline: outputs?.baseline ?? forecast.held };
  } catch (error) {
    const isKnown = [SubjectNotFoundError, AmbiguousSubjectError, ArgumentsError].some((kind) => error instanceof kind);
    const words = isKnown ? "This will fail" : "nothing was read, so this preview does not say what would change";
    notify("warning", `${name}: ${words}: ${messageOf(error)}`);
    return expected;
  }
}
