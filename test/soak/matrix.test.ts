import { testMatrix } from "../faults/matrix.js";

testMatrix(["create", "read", "update", "delete"], { whole: true });
