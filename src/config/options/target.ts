import { option } from '../option.js';
import { boolean } from '../values/booleans.js';
import { targets } from '../values/targets.js';

/** Where events go, said at once: in place of what the settings of Logstash and Elasticsearch say of that. */
export const targetOptions = {
  to: option({
    type: targets,
    default: undefined,
    defaultText: 'what LOGSTASH_HOST and ELASTICSEARCH_URL say',
    env: 'LOGSHIP_TO',
    flag: '--to <url>',
    commands: ['upload', 'tail', 'replay', 'test-message', 'stats'],
    help: 'Where to ship to: tcp://host:5000, beats://host:5044, udp://host:5001, http(s)://host:9200, kafka://broker:9092/topic, stdout: or file:folder; given twice, the second is the fallback.',
  }),
  ordered: option({
    type: boolean,
    default: false,
    env: 'LOGSHIP_ORDERED',
    flag: '--ordered',
    commands: ['upload', 'tail', 'replay'],
    help: 'Keep the order within a file: one window at a time, and of several hosts one as long as it can be used.',
  }),
};
