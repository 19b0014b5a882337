// Answers that the server has not confirmed yet, kept on this device until it has.

const KEPT_FOR = 30 * 24 * 3600 * 1000;

export class Store {
  constructor(owner) {
    this.key = `capability-map/answers/${owner}`;
  }

  all() {
    const kept = JSON.parse(localStorage.getItem(this.key) ?? "{}");
    return Object.fromEntries(Object.entries(kept).filter(([, answer]) => Date.now() - answer.at < KEPT_FOR));
  }

  get(code) {
    return this.all()[code];
  }

  keep(code, answer) {
    this.#write({ ...this.all(), [code]: { ...answer, at: Date.now() } });
  }

  drop(code) {
    const { [code]: dropped, ...rest } = this.all();
    this.#write(rest);
  }

  #write(answers) {
    if (Object.keys(answers).length) localStorage.setItem(this.key, JSON.stringify(answers));
    else localStorage.removeItem(this.key);
  }
}
