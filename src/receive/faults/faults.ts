import type { Tally } from '../counts.js';
import type { Road } from '../listen.js';
import { Dice } from './dice.js';
import { FAULT_ROADS, type FaultKind, type FaultRule } from './rule.js';

/** Something went wrong because it was asked to: nobody needs to be told. */
export class WantedFault extends Error {}

/** What goes wrong on purpose on one road. Each call throws the dice once, so that the n-th is the same in every run. */
export interface RoadFaults {
  /** Whether nobody is to listen at all. */
  readonly closed: boolean;
  /** Whether a connection (a datagram) is to be refused. */
  refuses(): boolean;
  /** Where to break off, as a part of the whole from 0 up to 1; `undefined` for not at all. */
  breaksAt(): number | undefined;
  /** Milliseconds to be late. */
  delay(): number;
  /** How to refuse a request: as a whole, or some of its documents. */
  busy(): { readonly delay: number; readonly document: (() => boolean) | undefined } | undefined;
  /** Whether to find a request too large. */
  tooLarge(): boolean;
  /** One of them was done. */
  done(kind: FaultKind): void;
}

/** Half of the documents of a request that is asked to come again in parts. */
const DOCUMENTS = 0.5;

/** @param seed the same seed gives the same faults to the same sequence of connections, windows and requests. */
export function faultsOn(road: Road, rules: readonly FaultRule[], seed: number, tally: Tally): RoadFaults {
  const mine = new Map(rules.filter(({ kind }) => isOn(kind, road)).map((rule) => [rule.kind, rule]));
  const dice = new Map<string, Dice>();
  const throwDice = (name: string) => {
    let own = dice.get(name);
    if (!own) dice.set(name, (own = new Dice(seed, `${road}/${name}`)));
    return own.next();
  };
  const struck = (kind: FaultKind) => {
    const rule = mine.get(kind);
    return rule && throwDice(kind) < rule.rate ? rule : undefined;
  };
  return {
    closed: mine.get('refuse')?.rate === 1,
    refuses: () => struck('refuse') !== undefined,
    breaksAt: () => (struck('reset') ? throwDice('place') : undefined),
    delay: () => struck('slow')?.delay ?? 0,
    busy() {
      const rule = struck('429');
      if (!rule) return undefined;
      const document = throwDice('whole') < 0.5 ? undefined : () => throwDice('document') < DOCUMENTS;
      return { delay: rule.delay, document };
    },
    tooLarge: () => struck('413') !== undefined,
    done: (kind) => tally.fault(kind),
  };
}

function isOn(kind: FaultKind, road: Road): boolean {
  return (FAULT_ROADS[kind] as readonly Road[]).includes(road);
}
