import { testMatrix } from "./matrix.js";

testMatrix(["update", "delete"], { whole: false });
