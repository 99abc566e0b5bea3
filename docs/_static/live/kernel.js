// A kernel of the Jupyter server that serves this page, as far as the page needs it.
// Messages: https://jupyter-client.readthedocs.io/en/stable/messaging.html
const base = location.pathname.split("static/live/", 1)[0];
const GONE = "The server doesn’t answer any more. Start it again as you did before, and then run this again.";
const LOST = "The connection was lost while this ran. Run it again.";
const AGAIN = "The connection is being made again. Wait a few seconds, and then run this.";
const FORBIDDEN = "The server doesn’t know this browser. Open the course with the whole address that it printed when it started, or with the button that you came from.";
const FOREIGN = "Nothing here runs Python: this page comes from another server than the course’s own.";
const RETRIES = [0.5, 1, 2, 4]; // seconds between tries to connect again

class Problem extends Error {} // its message is a sentence for readers

const wait = (seconds) => new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
const xsrf = () => /(?:^|; )_xsrf=([^;]*)/.exec(document.cookie)?.[1];

// Ask the server about its kernels.
const ask = async (method, path, options) => {
  let response;
  try {
    if (!xsrf()) await fetch(`${base}lab`); // each page of the server's own brings the cookie, also one that it lacks
    response = await fetch(`${base}api/kernels${path}`, { method, headers: { "X-XSRFToken": xsrf() ?? "" }, ...options });
  } catch {
    throw new Problem(GONE);
  }
  if (response.ok) return response.status === 204 ? undefined : response.json();
  const said = { 403: FORBIDDEN, 404: FOREIGN, 405: FOREIGN }[response.status];
  const problem = new Problem(said ?? `The server can’t do this now: it answers ${response.status}. Try again in a minute.`);
  throw Object.assign(problem, { status: response.status });
};

// Return the text of a file of this site.
const read = async (path) => {
  const response = await fetch(new URL(path, root)).catch(() => ({}));
  if (!response.ok) throw new Problem(GONE);
  return response.text();
};

class Kernel {
  // died() is called when the kernel has ended by itself.
  constructor(id, died) {
    this.id = id;
    this.died = died;
    this.session = crypto.randomUUID?.() ?? String(Math.random());
    this.waiting = new Map(); // by the id of a request
  }

  // Start one. It can be ended from now on, and has to be connected.
  static async start(died) {
    return new Kernel((await ask("POST", "")).id, died);
  }

  connect() {
    const socket = new WebSocket(`${location.origin.replace("http", "ws")}${base}api/kernels/${this.id}/channels?session_id=${this.session}`);
    this.socket = socket;
    socket.onmessage = ({ data }) => typeof data === "string" && this.receive(JSON.parse(data));
    return new Promise((resolve, reject) => {
      socket.onopen = () => {
        socket.onclose = () => this.reconnect();
        resolve();
      };
      socket.onclose = () => reject(new Problem(this.lost ?? GONE));
    });
  }

  // What came meanwhile is kept by the server, and sent to the same session.
  async reconnect() {
    if (this.ended) return;
    for (const seconds of RETRIES) {
      await wait(seconds);
      if (this.ended) return;
      try {
        await ask("GET", `/${this.id}`);
        await this.connect();
        return await this.settle();
      } catch (problem) {
        if (problem.status === 404) return this.lose(LOST);
      }
    }
    this.lose(GONE);
  }

  // If the kernel has nothing to do, nobody waits for it any more.
  async settle() {
    await wait(2); // for what the server has kept
    const { execution_state } = await ask("GET", `/${this.id}`).catch(() => ({}));
    if (execution_state === "idle") this.rejectAll(LOST);
  }

  // Forget the kernel, and tell all who wait why.
  lose(words) {
    this.lost = words;
    this.end();
    this.rejectAll(words);
    this.died(words);
  }

  rejectAll(words) {
    for (const { reject } of this.waiting.values()) reject(new Problem(words));
    this.waiting.clear();
  }

  receive({ channel, header, parent_header, content }) {
    const { msg_type: kind } = header;
    if (kind === "status" && /restarting|dead/.test(content.execution_state)) return this.lose("");
    const asked = this.waiting.get(parent_header.msg_id);
    if (!asked) return;
    if (kind === "execute_reply") asked.reply = content;
    else if (kind === "status") asked.isIdle = content.execution_state === "idle";
    else if (channel === "iopub") asked.show(kind, content);
    if (!asked.reply || !asked.isIdle) return;
    this.waiting.delete(parent_header.msg_id);
    asked.resolve(asked.reply);
  }

  // Run code. show(kind, content) is called with each output. Returns the reply.
  async execute(code, show = () => {}, more = {}) {
    if (this.socket.readyState !== WebSocket.OPEN) throw new Problem(this.lost ?? AGAIN);
    const msg_id = `${this.session}-${(this.count = (this.count ?? 0) + 1)}`;
    const header = { msg_id, session: this.session, username: "", date: new Date().toISOString(), msg_type: "execute_request", version: "5.3" };
    const content = { code, silent: false, store_history: false, allow_stdin: false, stop_on_error: true, user_expressions: {}, ...more };
    this.socket.send(JSON.stringify({ channel: "shell", header, parent_header: {}, metadata: {}, content }));
    return new Promise((resolve, reject) => this.waiting.set(msg_id, { resolve, reject, show }));
  }

  interrupt() {
    return ask("POST", `/${this.id}/interrupt`);
  }

  // End the kernel, also when the page is left. A server can't while it starts one anew that has ended by itself.
  async end() {
    if (this.ended) return;
    this.ended = true;
    this.socket?.close();
    for (const seconds of RETRIES) {
      const problem = await ask("DELETE", `/${this.id}`, { keepalive: true }).catch((problem) => problem);
      if (problem?.status !== 500) return;
      await wait(seconds);
    }
  }
}
