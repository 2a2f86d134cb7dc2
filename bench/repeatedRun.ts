/** Exit status by which a measurement says that the engine lost the program, so that what it measured is two runs. */
export const repeatedRun = 75;
