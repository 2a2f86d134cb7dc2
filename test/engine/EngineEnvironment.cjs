"use strict";

const { TestEnvironment } = require("jest-environment-node");

/**
 * Node's environment, but for two rejections that nobody can handle. The first: an inline program that lost its engine before it began leaves it
 * behind inside of Pulumi's SDK. The run is done again (see EngineStack), and must not fail the suite as well.
 */
module.exports = class EngineEnvironment extends TestEnvironment {
  handleTestEvent(event, state) {
    const isOfLostProgram =
      event.name === "error" &&
      /14 UNAVAILABLE: No connection established/.test(event.error?.message) &&
      /setRootResource/.test(event.error?.stack);
    // A program that breaks off on purpose: the SDK tells the engine, and leaves the rejection behind all the same.
    const isOnPurpose = event.name === "error" && event.error?.__pulumiRunError === true;
    if (isOfLostProgram || isOnPurpose)
      state.unhandledRejectionErrorByPromiseTarget?.get(event.promise)?.delete(event.promise);
  }
};
