"use strict";

const { TestEnvironment } = require("jest-environment-node");

/**
 * Node's environment, but for one rejection that nobody can handle: an inline program that lost its engine before it began leaves it
 * behind inside of Pulumi's SDK. The run is done again (see EngineStack), and must not fail the suite as well.
 */
module.exports = class EngineEnvironment extends TestEnvironment {
  handleTestEvent(event, state) {
    const isOfLostProgram =
      event.name === "error" &&
      /14 UNAVAILABLE: No connection established/.test(event.error?.message) &&
      /setRootResource/.test(event.error?.stack);
    if (isOfLostProgram) state.unhandledRejectionErrorByPromiseTarget?.get(event.promise)?.delete(event.promise);
  }
};
