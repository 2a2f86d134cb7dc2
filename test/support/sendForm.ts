import * as https from "node:https";

/** Posts a form over TLS, trusting one certificate, and returns the JSON of the answer. */
export function sendForm(url: string, certificate: string, body: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = https.request(url, {
      method: "POST",
      agent: false,
      ca: certificate,
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    request.on("error", reject);
    request.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => resolve(JSON.parse(text)));
      response.on("error", reject);
    });
    request.end(body);
  });
}
