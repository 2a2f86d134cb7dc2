import { Gate, pauseCode } from "../../provider/http/gate.js";

test("a shorter pause does not end a longer one", async () => {
  const gate = new Gate();
  gate.pause(3_600_000);
  gate.pause(0);
  await expect(gate.opened(Date.now() + 1_000, undefined)).rejects.toMatchObject({ code: pauseCode });
});

test("without a pause nobody waits", async () => {
  await expect(new Gate().opened(0, undefined)).resolves.toBeUndefined();
});
