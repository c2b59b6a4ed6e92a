import type { Settings } from '../config/options.js';
import { Delivery } from '../deliver/delivery.js';
import type { DeliveryNotice } from '../deliver/hooks.js';
import type { RetryPolicy } from '../kit/backoff.js';
import type { Clock } from '../kit/clock.js';
import { ConfigError, LogshipError, SinkError } from '../model/errors.js';
import type { EventRules } from '../model/event.js';
import type { Acknowledgement, ProbeStep, Sink, SinkNotice } from '../model/sink.js';
import { openStateFolder } from '../state/folder.js';
import type { StateNotice } from '../state/notices.js';
import { StatisticsWriter } from '../state/statistics-writer.js';
import { eventRules } from './event-rules.js';
import { createDoors, createRoads } from './roads.js';
import { encodeTest, idOf, testRecord } from './test-event.js';
import type { TestRecord, TestText } from './test-event.js';
import { TimedSink } from './timed-sink.js';

export interface TestRequest extends TestText {
  /** Refuse Logstash on purpose, to see that the fallback takes over. */
  readonly failover: boolean;
}

/** What a test tells while it runs. */
export interface TestWatch {
  readonly clock: Clock;
  /** A road is tried now: the steps that follow are its steps. */
  readonly onRoad: (sink: Sink) => void;
  readonly onStep: (step: ProbeStep) => void;
  /** The road has failed. */
  readonly onError: (error: LogshipError) => void;
  readonly onNotice: (notice: SinkNotice | DeliveryNotice | StateNotice) => void;
}

/** How one road did. */
export interface RoadTest {
  readonly product: string;
  readonly target: string;
  readonly acknowledgement: Acknowledgement;
  readonly steps: readonly ProbeStep[];
  /** Why the event did not get through. */
  readonly error: LogshipError | undefined;
}

export interface TestResult {
  /** The event's id, to look for at the target. */
  readonly id: string;
  readonly roads: readonly RoadTest[];
}

interface Test {
  readonly record: TestRecord;
  readonly rules: EventRules;
  readonly watch: TestWatch;
}

/** Milliseconds: how long to wait for a confirmation. An upload waits for as long as the peer lives. */
const PATIENCE = 30_000;

const ONCE: RetryPolicy = { maxRetries: 0, delay: 0, backoff: 'fixed', retryFor: undefined };

/**
 * Sends one event to every host of every road, the way that all events take, and tells each step with its time. With `failover`
 * the first target is refused as often as the settings try it, and the event has to come out at the fallback: that road alone
 * is in the result. A road that fails is in the result too. It counts in the
 * statistics as any event. Throws `ConfigError` and `StateError`.
 */
export async function testMessage(settings: Settings, request: TestRequest, watch: TestWatch): Promise<TestResult> {
  const rules = eventRules(settings);
  const record = testRecord(request, watch.clock.now());
  const test = { record, rules, watch };
  const { statistics } = openStateFolder(settings.stateDir);
  const roads = request.failover ? await createRoads(settings, watch) : await createDoors(settings, watch);
  try {
    const { batch } = await encodeTest(record, rules, roads[0]!.encoding);
    const id = idOf(batch);
    const tests: RoadTest[] = [];
    if (request.failover) tests.push(await tryFallback(settings, roads, test));
    else for (const sink of roads) tests.push(await tryRoad(sink, test, (timed) => send([timed], ONCE, test)));
    await count(statistics, tests, watch);
    return { id, roads: tests };
  } finally {
    await Promise.all(roads.map((sink) => sink.close()));
  }
}

async function count(folder: string, tests: readonly RoadTest[], { clock, onNotice }: TestWatch): Promise<void> {
  const statistics = new StatisticsWriter(folder, { clock, notices: onNotice });
  for (const { error } of tests) {
    if (error) statistics.countFailed(1, error.message);
    else statistics.countSent(1);
  }
  await statistics.close();
}

function tryFallback(settings: Settings, roads: readonly Sink[], test: Test): Promise<RoadTest> {
  const [first, fallback] = roads;
  if (!settings.to && !settings.useLogstash) {
    throw new ConfigError('--failover needs Logstash, to fall back from, and it is off (USE_LOGSTASH, --no-logstash)');
  }
  if (!first || !fallback) {
    throw new ConfigError('there is no fallback: --failover needs a second target', {
      next: ['Set ELASTICSEARCH_URL=http://host:9200 (or give --elasticsearch), or give --to twice.'],
    });
  }
  const { logstashMaxRetries: maxRetries, logstashRetryDelay: delay, retryBackoff: backoff } = settings;
  const policy: RetryPolicy = { maxRetries, delay, backoff, retryFor: undefined };
  return tryRoad(fallback, test, (timed) => send([refusing(first), timed], policy, test));
}

/** Probes a road, and sends by it. */
async function tryRoad(sink: Sink, { watch }: Test, sendBy: (timed: Sink) => Promise<void>): Promise<RoadTest> {
  const { product, target, acknowledgement } = sink;
  const steps: ProbeStep[] = [];
  const onStep = (step: ProbeStep) => {
    steps.push(step);
    watch.onStep(step);
  };
  let error: LogshipError | undefined;
  watch.onRoad(sink);
  try {
    await sink.probe(onStep);
    await sendBy(new TimedSink(sink, watch.clock, onStep));
  } catch (failure) {
    if (!(failure instanceof LogshipError)) throw failure;
    error = failure;
    watch.onError(failure);
  }
  return { product, target, acknowledgement, steps, error };
}

/** Sends the event by the first of the sinks that takes it. Throws `SinkError`. */
async function send(sinks: readonly Sink[], policy: RetryPolicy, { record, rules, watch }: Test): Promise<void> {
  const { batch, lane } = await encodeTest(record, rules, sinks[0]!.encoding);
  let refusal: SinkError | undefined;
  const delivery = new Delivery({
    sinks,
    policy,
    clock: watch.clock,
    reencode: (part, from, to, encoding) => lane.reencode(part, from, to, encoding),
    hooks: {
      delivered: () => {},
      duplicates: () => {},
      settled: () => {},
      notice: watch.onNotice,
      refused: ({ target, reason }) => {
        refusal = new SinkError('refusing', target, `${target} refused the event: ${reason}`);
      },
    },
  });
  const cancel = watch.clock.after(patienceFor(policy), () => delivery.fail(silence(delivery.sink)));
  try {
    await delivery.offer(batch);
    await delivery.flush();
  } finally {
    cancel();
  }
  if (refusal) throw refusal;
}

/** Milliseconds until an answer must be there: that of the last try, where there are several. */
function patienceFor({ maxRetries, delay, backoff }: RetryPolicy): number {
  const waits = backoff === 'fixed' ? maxRetries : 2 ** maxRetries;
  return Math.min(waits * delay, 3_600_000) + PATIENCE;
}

function silence({ target, acknowledgement }: Sink): SinkError {
  const next = [
    'It took the connection and says nothing: is its queue full, or does its output stand still?',
    ...(acknowledgement === 'read' ? ['A peer that never closes a connection needs LOGSTASH_CONFIRM=never.'] : []),
  ];
  return new SinkError('timeout', target, `${target}: no confirmation within ${PATIENCE / 1000} s`, { next });
}

/** The same where nobody can reach it. */
function refusing(sink: Sink): Sink {
  const { target, product, acknowledgement, encoding, limits } = sink;
  const refuse = () => Promise.reject(new SinkError('refused', target, `${target}: refused on purpose (--failover)`));
  return {
    target,
    product,
    acknowledgement,
    encoding,
    limits,
    begin: refuse,
    probe: refuse,
    close: () => sink.close(),
  };
}
