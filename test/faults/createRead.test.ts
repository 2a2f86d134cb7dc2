import { testMatrix } from "./matrix.js";

testMatrix(["create", "read"], { whole: false });
