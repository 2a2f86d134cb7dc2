"use strict";
const { default: Sequencer } = require("@jest/test-sequencer");

/**
 * The engine's suites first, then in jest's own order: they take longest, and one that began last would keep one worker busy while the
 * other has nothing left to do.
 */
module.exports = class EngineFirst extends Sequencer {
  sort(tests) {
    const place = ({ context }) => (context.config.displayName?.name === "engine" ? 0 : 1);
    return super.sort(tests).sort((left, right) => place(left) - place(right));
  }
};
