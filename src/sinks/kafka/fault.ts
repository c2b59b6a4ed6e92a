import { SinkError } from '../../model/errors.js';
import { reject, retry, stop, type Verdict } from '../../model/verdict.js';
import { describeCode, KafkaCode } from './wire/errors.js';

/** What is to be done about a batch that was not taken. */
export type BatchFate =
  /** The same again, in the same place of the sequence: it may be there already, or another broker leads now. */
  | 'again'
  /** The same again, in a new sequence: the broker lost the old one. */
  | 'anew'
  /** Something in it is too large. */
  | 'halve'
  /** See `verdictOf`. */
  | 'judge';

const AGAIN: ReadonlySet<number> = new Set([
  KafkaCode.corruptMessage,
  KafkaCode.unknownTopicOrPartition,
  KafkaCode.leaderNotAvailable,
  KafkaCode.notLeader,
  KafkaCode.requestTimedOut,
  KafkaCode.networkException,
  KafkaCode.notEnoughReplicasAfterAppend,
  KafkaCode.kafkaStorageError,
  KafkaCode.fencedLeaderEpoch,
  KafkaCode.unknownLeaderEpoch,
]);

const ANEW: ReadonlySet<number> = new Set([
  KafkaCode.outOfOrderSequence,
  KafkaCode.unknownProducerId,
  KafkaCode.invalidProducerEpoch,
]);

const COMING_UP: ReadonlySet<number> = new Set([
  KafkaCode.coordinatorLoading,
  KafkaCode.coordinatorNotAvailable,
  KafkaCode.notCoordinator,
]);

const TOO_LARGE: ReadonlySet<number> = new Set([KafkaCode.messageTooLarge, KafkaCode.recordListTooLarge]);

const DENIED: ReadonlySet<number> = new Set([
  KafkaCode.topicAuthorizationFailed,
  KafkaCode.clusterAuthorizationFailed,
  KafkaCode.saslAuthenticationFailed,
]);

/** A person has to set something right; the events are good. */
const SETUP: ReadonlySet<number> = new Set([
  KafkaCode.invalidTopic,
  KafkaCode.invalidTimestamp,
  KafkaCode.unsupportedVersion,
  KafkaCode.unsupportedCompression,
]);

/** Whether a batch was taken: as new, or because it was there already. */
export function isTaken(code: number): boolean {
  return code === KafkaCode.none || code === KafkaCode.duplicateSequence;
}

/** Whether the broker is just not ready yet. */
export function isComingUp(code: number): boolean {
  return COMING_UP.has(code);
}

export function fateOf(code: number): BatchFate {
  if (AGAIN.has(code)) return 'again';
  if (ANEW.has(code)) return 'anew';
  return TOO_LARGE.has(code) ? 'halve' : 'judge';
}

/** Judges an event by what was said of it, or of its batch. What is not known is tried again: it loses nothing. */
export function verdictOf(code: number, said: string | null): Verdict {
  const reason = describeCode(code, said);
  if (DENIED.has(code)) return stop(reason, true);
  if (SETUP.has(code)) return stop(reason);
  return code === KafkaCode.invalidRecord || TOO_LARGE.has(code) ? reject(reason) : retry(reason);
}

/** The topic can't be used. */
export function topicFault(code: number, target: string): SinkError {
  const said = describeCode(code);
  if (DENIED.has(code)) {
    return new SinkError('denied', target, `${target}: Kafka refused the credentials: ${said}`, {
      next: ['The user needs the operations WRITE and DESCRIBE on the topic (kafka-acls.sh --producer).'],
    });
  }
  if (SETUP.has(code)) {
    return new SinkError('refusing', target, `${target}: ${said}`, { next: ['Set KAFKA_TOPIC (or --topic).'] });
  }
  return new SinkError('busy', target, `${target}: Kafka asks for patience: ${said}`);
}

export function noSuchTopic(topic: string, target: string): SinkError {
  return new SinkError('refusing', target, `${target}: there is no topic ${topic}, and the brokers create none`, {
    next: [
      `Create it: kafka-topics.sh --bootstrap-server BROKER --create --topic ${topic} --partitions 6`,
      'Is the name right? KAFKA_TOPIC (--topic) says it. A user who may not see a topic is told that there is none.',
    ],
  });
}
