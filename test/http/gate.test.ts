import { Gate, pauseCode } from "../../provider/http/gate.js";

const { signal } = new AbortController();

test("a shorter pause does not end a longer one", async () => {
  const gate = new Gate();
  gate.pause(3_600_000);
  gate.pause(0);
  await expect(gate.opened({ endsAt: Date.now() + 1_000, signal })).rejects.toMatchObject({ code: pauseCode });
});

test("without a pause nobody waits", async () => {
  await expect(new Gate().opened({ endsAt: 0, signal })).resolves.toBeUndefined();
});
