import type { Connection, GetConnectionOptions } from '@elastic/transport';

/** Milliseconds after which a node that was down is asked whether it is back; each time twice as many, up to 32 times. */
const RESURRECTION = 5000;
const MOST_DOUBLINGS = 5;

/** A node that could not be reached, or that said it can't serve. */
interface Down {
  readonly failures: number;
  /** When to ask it again. Milliseconds since 1970. */
  readonly askAt: number;
}

/** The nodes of a cluster in turns, without those that are down, for the official transport, whose own pools load another HTTP client. */
export class NodePool {
  readonly #nodes: readonly Connection[];
  readonly #pingTimeout: number;
  readonly #down = new Map<Connection, Down>();
  readonly #asked = new Set<Connection>();

  /** @param pingTimeout milliseconds that a node which was down has to answer. */
  constructor(nodes: readonly Connection[], pingTimeout: number) {
    this.#nodes = nodes;
    this.#pingTimeout = pingTimeout;
  }

  /** The node whose turn it is; where all are down, one of them. */
  getConnection({ now, selector, ...about }: GetConnectionOptions): Connection {
    const up = this.#nodes.filter((node) => !this.#down.has(node));
    if (up.length > 0) this.#askAgain(now, about);
    const choice = up.length > 0 ? up : [...this.#nodes];
    return selector ? selector(choice) : choice[0]!;
  }

  markAlive(node: Connection): void {
    this.#down.delete(node);
  }

  markDead(node: Connection): void {
    const failures = (this.#down.get(node)?.failures ?? 0) + 1;
    const wait = RESURRECTION * 2 ** Math.min(failures - 1, MOST_DOUBLINGS);
    this.#down.set(node, { failures, askAt: Date.now() + wait });
  }

  async close(): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.close()));
  }

  #askAgain(now: number, about: Omit<GetConnectionOptions, 'now' | 'selector'>): void {
    for (const [node, { askAt }] of this.#down) {
      if (askAt > now || this.#asked.has(node)) continue;
      this.#asked.add(node);
      void this.#isBack(node, about).then((isBack) => {
        this.#asked.delete(node);
        if (isBack) this.markAlive(node);
        else this.markDead(node);
      });
    }
  }

  async #isBack(node: Connection, about: Omit<GetConnectionOptions, 'now' | 'selector'>): Promise<boolean> {
    try {
      const { statusCode } = await node.request(
        { method: 'HEAD', path: '/' },
        { ...about, timeout: this.#pingTimeout },
      );
      return statusCode < 502 || statusCode > 504;
    } catch {
      return false;
    }
  }
}
