import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

interface Issue {
  readonly number: number;
  readonly author: string;
  title: string;
  body: string;
  isOpen: boolean;
  readonly labels: string;
  readonly isConfidential: boolean;
  readonly comments: string[];
}

type Fields = Readonly<Record<string, unknown>>;

/** GitHub or GitLab as far as the pipelines' scripts use it: issues, and comments on one pull or merge request, number 5. */
export class ForgeServer {
  readonly token = "forge-token";
  readonly issues: Issue[] = [];
  readonly notes: { id: number; body: string; user: { login: string } }[] = [];
  readonly requests: string[] = [];
  /** Answers everything with this status in place of doing it. */
  refusal: number | undefined;
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  constructor(readonly kind: "github" | "gitlab") {}

  async start(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }

  get env(): Record<string, string> {
    const { port } = this.#server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    return this.kind === "github"
      ? {
          GITHUB_API_URL: url,
          GITHUB_SERVER_URL: "https://github.example",
          GITHUB_REPOSITORY: "company/access",
          GITHUB_RUN_ID: "7",
          GITHUB_REF: "refs/pull/5/merge",
          GITHUB_TOKEN: this.token,
          GITLAB_CI: "",
        }
      : {
          GITLAB_CI: "true",
          CI_API_V4_URL: `${url}/api/v4`,
          CI_PROJECT_ID: "42",
          CI_MERGE_REQUEST_IID: "5",
          CI_PIPELINE_URL: "https://gitlab.example/company/access/-/pipelines/7",
          GITLAB_TOKEN: this.token,
        };
  }

  /** Whose issues those are that the token opens. */
  get tokenUser(): string {
    return this.kind === "github" ? "github-actions[bot]" : "project_42_bot";
  }

  addIssue(body: string, author = "somebody"): Issue {
    const number = this.issues.length + 1;
    const issue = { number, author, title: "", body, isOpen: true, labels: "", isConfidential: false, comments: [] };
    this.issues.push(issue);
    return issue;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", headers } = request;
    const url = new URL(request.url ?? "", "http://forge");
    const sent: Fields = JSON.parse((await text(request)) || "{}");
    this.requests.push(`${method} ${url.pathname}`);
    const isKnown =
      this.kind === "github"
        ? headers.authorization === `Bearer ${this.token}`
        : headers["private-token"] === this.token;
    const answer = isKnown ? this.#answer(method, url, sent) : undefined;
    response.writeHead(this.refusal ?? (isKnown ? (answer === undefined ? 404 : 200) : 401), {
      "content-type": "application/json",
    });
    response.end(JSON.stringify(answer ?? { message: "no" }));
  }

  #answer(method: string, { pathname, searchParams }: URL, sent: Fields): unknown {
    if (this.refusal !== undefined) return undefined;
    const root = this.kind === "github" ? "/repos/company/access" : "/api/v4/projects/42";
    const [, kind = "", number, below, id] = pathname.replace(root, "").split("/");
    if (!pathname.startsWith(root)) return undefined;
    if (kind === "merge_requests" && number === "5" && below === "notes") return this.#note(method, id, sent);
    if (kind !== "issues") return undefined;
    if (this.kind === "github" && number === "5" && below === "comments") return this.#note(method, id, sent);
    if (this.kind === "github" && number === "comments") return this.#note(method, below, sent);
    if (number === undefined) return method === "GET" ? this.#list(searchParams) : this.#open(sent);
    const issue = this.issues.find((one) => one.number === Number(number));
    if (issue === undefined) return undefined;
    const isGitHub = this.kind === "github";
    if (method === "POST" && below === (isGitHub ? "comments" : "notes")) {
      issue.comments.push(String(sent.body));
      return {};
    }
    if (method !== (isGitHub ? "PATCH" : "PUT") || below !== undefined) return undefined;
    if (typeof sent.title === "string") issue.title = sent.title;
    const body = isGitHub ? sent.body : sent.description;
    if (typeof body === "string") issue.body = body;
    if (sent.state === "closed" || sent.state_event === "close") issue.isOpen = false;
    return {};
  }

  #list(query: URLSearchParams): object[] {
    const [page, size] = [Number(query.get("page") ?? 1), Number(query.get("per_page") ?? 20)];
    const found = this.issues.filter(
      ({ isOpen, author, labels, isConfidential }) =>
        (isOpen || !["open", "opened"].includes(query.get("state") ?? "all")) &&
        (query.get("creator") ?? author) === author &&
        (query.get("scope") !== "created_by_me" || author === this.tokenUser) &&
        (query.get("confidential") !== "true" || isConfidential) &&
        labels.includes(query.get("labels") ?? ""),
    );
    return found
      .slice((page - 1) * size, page * size)
      .map(({ number, body }) => (this.kind === "github" ? { number, body } : { iid: number, description: body }));
  }

  #open({ title, body, description, labels, confidential }: Fields): object {
    const number = this.issues.length + 1;
    this.issues.push({
      number,
      author: this.tokenUser,
      title: String(title),
      body: String(body ?? description),
      isOpen: true,
      labels: String(labels),
      isConfidential: confidential === true,
      comments: [],
    });
    return { number };
  }

  #note(method: string, id: string | undefined, { body }: Fields): unknown {
    if (method === "GET") return this.notes;
    if (method === "POST" && id === undefined)
      this.notes.push({ id: this.notes.length + 1, body: String(body), user: { login: this.tokenUser } });
    const note = this.notes.find((one) => one.id === Number(id));
    if (["PUT", "PATCH"].includes(method) && note !== undefined) note.body = String(body);
    return {};
  }
}
