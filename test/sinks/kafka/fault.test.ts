import { expect, test } from 'vitest';
import { fateOf, isTaken, topicFault, verdictOf } from '../../../src/sinks/kafka/fault.js';
import { KafkaCode } from '../../../src/sinks/kafka/wire/errors.js';

test('a batch that is there already was taken', () => {
  expect([KafkaCode.none, KafkaCode.duplicateSequence].every(isTaken)).toBe(true);
  expect(isTaken(KafkaCode.outOfOrderSequence)).toBe(false);
});

test.each([
  [KafkaCode.notLeader, 'again'],
  [KafkaCode.requestTimedOut, 'again'],
  [KafkaCode.notEnoughReplicasAfterAppend, 'again'],
  [KafkaCode.outOfOrderSequence, 'anew'],
  [KafkaCode.unknownProducerId, 'anew'],
  [KafkaCode.messageTooLarge, 'halve'],
  [KafkaCode.recordListTooLarge, 'halve'],
  [KafkaCode.notEnoughReplicas, 'judge'],
  [-1, 'judge'],
])('what becomes of a batch after code %i: %s', (code, fate) => {
  expect(fateOf(code)).toBe(fate);
});

test.each([
  [KafkaCode.notEnoughReplicas, { kind: 'retry' }],
  [KafkaCode.kafkaStorageError, { kind: 'retry' }],
  [-1, { kind: 'retry' }],
  [KafkaCode.topicAuthorizationFailed, { kind: 'stop', denied: true }],
  [KafkaCode.clusterAuthorizationFailed, { kind: 'stop', denied: true }],
  [KafkaCode.unsupportedCompression, { kind: 'stop', denied: false }],
  [KafkaCode.invalidTimestamp, { kind: 'stop', denied: false }],
  [KafkaCode.messageTooLarge, { kind: 'reject' }],
  [KafkaCode.invalidRecord, { kind: 'reject' }],
])('the verdict on an event after code %i', (code, verdict) => {
  expect(verdictOf(code, null)).toMatchObject(verdict);
});

test('a reason holds what the broker said, once', () => {
  expect(verdictOf(KafkaCode.invalidRecord, 'no schema')).toMatchObject({
    reason: 'INVALID_RECORD: the broker refuses the record (no schema)',
  });
});

test.each([
  [KafkaCode.topicAuthorizationFailed, 'denied'],
  [KafkaCode.invalidTopic, 'refusing'],
  [KafkaCode.coordinatorLoading, 'busy'],
])('a topic that answers with code %i', (code, fault) => {
  expect(topicFault(code, 'kafka://b:9092/logs')).toMatchObject({ fault });
});
