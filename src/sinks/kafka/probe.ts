import type { ProbeStep } from '../../model/sink.js';
import type { Cluster } from './cluster.js';

/** Looks the name up, connects and signs in, asks for the topic, and connects to all who lead it. Throws `SinkError`. */
export async function probe(cluster: Cluster, topic: string, onStep: (step: ProbeStep) => void): Promise<void> {
  await cluster.reach(onStep);
  const asked = performance.now();
  await cluster.refresh();
  for (let partition = 0; partition < cluster.partitions; partition++) await cluster.connectTo(partition);
  const detail = `${topic}: ${counted(cluster.partitions, 'partition')}, ${counted(cluster.brokers, 'broker')}`;
  onStep({ name: 'topic', detail, milliseconds: performance.now() - asked });
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
