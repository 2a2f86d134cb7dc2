// What the scripts beside this one need of GitHub or GitLab. Every call that is not answered with 2xx ends the script.
const { env } = process;

export const forge = env.GITLAB_CI === "true" ? gitlab() : github();

/** https://docs.github.com/en/rest/issues */
function github() {
  const issues = `${env.GITHUB_API_URL}/repos/${env.GITHUB_REPOSITORY}/issues`;
  const comments = `${issues}/${/^refs\/pull\/(\d+)\//.exec(env.GITHUB_REF ?? "")?.[1]}/comments`;
  const send = (method, url, body) =>
    call(method, url, { authorization: `Bearer ${env.GITHUB_TOKEN}`, accept: "application/vnd.github+json" }, body);
  return {
    run: `${env.GITHUB_SERVER_URL}/${env.GITHUB_REPOSITORY}/actions/runs/${env.GITHUB_RUN_ID}`,
    // Only what the pipeline wrote: anybody else could open an issue that begins with the mark.
    openIssues: async () => {
      const query = new URLSearchParams({ state: "open", creator: env.ISSUE_AUTHOR || "github-actions[bot]" });
      const found = await pages((page) => send("GET", `${issues}?${query}&per_page=100&page=${page}`));
      return found.filter((one) => !one.pull_request).map(({ number, body }) => ({ number, body: body ?? "" }));
    },
    open: ({ title, body }) => send("POST", issues, { title, body, labels: ["permission-drift"] }),
    edit: ({ number }, { title, body }) => send("PATCH", `${issues}/${number}`, { title, body }),
    comment: ({ number }, body) => send("POST", `${issues}/${number}/comments`, { body }),
    close: ({ number }) => send("PATCH", `${issues}/${number}`, { state: "closed", state_reason: "completed" }),
    // Only what the pipeline wrote: others' comments cannot be edited.
    comments: async () => {
      const found = await pages((page) => send("GET", `${comments}?per_page=100&page=${page}`));
      return found.filter(({ user }) => user.login === (env.ISSUE_AUTHOR || "github-actions[bot]"));
    },
    addComment: (body) => send("POST", comments, { body }),
    editComment: ({ id }, body) => send("PATCH", `${issues}/comments/${id}`, { body }),
  };
}

/** https://docs.gitlab.com/api/issues/ and https://docs.gitlab.com/api/notes/ */
function gitlab() {
  const project = `${env.CI_API_V4_URL}/projects/${env.CI_PROJECT_ID}`;
  const issues = `${project}/issues`;
  const send = (method, url, body) => call(method, url, { "private-token": env.GITLAB_TOKEN }, body);
  const notes = `${project}/merge_requests/${env.CI_MERGE_REQUEST_IID}/notes`;
  return {
    run: env.CI_PIPELINE_URL,
    // Only what this token's user wrote in confidence: anybody else could open an issue that begins with the mark.
    openIssues: async () => {
      const mine = { scope: "created_by_me", confidential: "true" };
      const query = new URLSearchParams({ state: "opened", labels: "permission-drift", ...mine });
      const found = await pages((page) => send("GET", `${issues}?${query}&per_page=100&page=${page}`));
      return found.map(({ iid, description }) => ({ number: iid, body: description ?? "" }));
    },
    // Confidential: it names people and what they may do.
    open: ({ title, body }) =>
      send("POST", issues, { title, description: body, labels: "permission-drift", confidential: true }),
    edit: ({ number }, { title, body }) =>
      send("PUT", `${issues}/${number}`, { title, description: body, confidential: true }),
    comment: ({ number }, body) => send("POST", `${issues}/${number}/notes`, { body }),
    close: ({ number }) => send("PUT", `${issues}/${number}`, { state_event: "close" }),
    comments: () => pages((page) => send("GET", `${notes}?per_page=100&page=${page}`)),
    addComment: (body) => send("POST", notes, { body }),
    editComment: ({ id }, body) => send("PUT", `${notes}/${id}`, { body }),
  };
}

async function pages(get, page = 1) {
  const found = await get(page);
  return found.length < 100 ? found : [...found, ...(await pages(get, page + 1))];
}

async function call(method, url, headers, body) {
  const answer = await fetch(url, {
    method,
    headers: { "content-type": "application/json", "user-agent": "pulumi-permissions", ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(60_000),
  });
  if (!answer.ok) {
    const words = (await answer.text()).slice(0, 500);
    throw new Error(`${method} ${new URL(url).pathname}: ${answer.status} ${words}`);
  }
  return answer.json();
}
