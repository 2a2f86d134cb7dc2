import { testMatrix } from "./matrix.js";

testMatrix(["inspect", "correct"], { whole: false });
