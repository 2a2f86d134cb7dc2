"use strict";
// Loaded by `node --require` into processes that are to believe that it is another time: the engine's providers and the command, in tests and
// in the demo. The package itself has no such switch, because whoever turns its clock back keeps access.
const offset = Number(process.env.TURNED_CLOCK_MILLISECONDS ?? 0);
const { now } = Date;
Date.now = () => now() + offset;
