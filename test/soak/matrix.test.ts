import { testMatrix } from "../faults/matrix.js";
import { operationNames } from "../support/recording.js";

testMatrix(operationNames, { whole: true });
