import type { Sink } from '../../model/sink.js';

/** The sink with one window under way at a time: what comes behind in a file is sent when what was before has come through. */
export function inOrder(sink: Sink): Sink {
  return new Proxy(sink, {
    get(of, name) {
      if (name === 'limits') return { ...of.limits, inFlight: 1 };
      const value: unknown = Reflect.get(of, name, of);
      return typeof value === 'function' ? value.bind(of) : value;
    },
  });
}
