import { testMatrix } from "../faults/matrix.js";
import { progressOf } from "./progress.js";

testMatrix((every) => every, progressOf("every fault on every call", 2));
