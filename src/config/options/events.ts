import { option } from '../option.js';
import type { CommandName } from '../option.js';
import { boolean } from '../values/booleans.js';
import { fieldPairs } from '../values/lists.js';
import { text } from '../values/texts.js';

const SENDING: readonly CommandName[] = ['upload', 'tail', 'replay', 'test-message'];

/** What events are given on their way. */
export const eventOptions = {
  tenant: option({
    type: text,
    default: 'default',
    env: 'LOGSHIP_TENANT',
    flag: '--tenant <name>',
    commands: SENDING,
    help: 'Tenant of events that name none; it is part of the index name.',
  }),
  pinTenant: option({
    type: boolean,
    default: false,
    env: 'LOGSHIP_PIN_TENANT',
    flag: '--pin-tenant',
    commands: ['upload', 'tail', 'replay'],
    help: 'Reject events that name another tenant.',
  }),
  source: option({
    type: text,
    default: undefined,
    defaultText: 'path of the file',
    env: 'LOGSHIP_SOURCE',
    flag: '--source <name>',
    commands: SENDING,
    help: 'Field source of events that have none.',
  }),
  environment: option({
    type: text,
    default: undefined,
    env: 'LOGSHIP_ENVIRONMENT',
    flag: '--environment <name>',
    commands: SENDING,
    help: 'Field environment of events that have none, and the tag env:<name>.',
  }),
  service: option({
    type: text,
    default: undefined,
    env: 'LOGSHIP_SERVICE',
    flag: '--service <name>',
    commands: SENDING,
    help: 'Field service_name of events that have none, and the tag service:<name>.',
  }),
  set: option({
    type: fieldPairs,
    default: [],
    flag: '--set <key=value>',
    commands: SENDING,
    help: 'A field to set on every event, whatever it says itself; may be given more than once.',
  }),
  ecsMeta: option({
    type: boolean,
    default: false,
    env: 'LOGSHIP_ECS_META',
    flag: '--ecs-meta',
    commands: ['upload', 'tail', 'replay'],
    help: 'Add host.name, log.file.path and log.offset to events that have no such fields.',
  }),
};
