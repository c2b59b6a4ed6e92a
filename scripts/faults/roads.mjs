import { beats } from './roads/beats.mjs';
import { elasticsearch } from './roads/elasticsearch.mjs';
import { kafka } from './roads/kafka.mjs';
import { tcp, tls, udp } from './roads/witnessed.mjs';

/**
 * A way to ship events.
 * @typedef {object} Road
 * @property {string} name
 * @property {string} title
 * @property {number} lines that keep it busy for a moment
 * @property {ReadonlySet<Trait>} traits
 * @property {Readonly<Record<string, string>>} losses why lines may be lost under a fault, by its name; `any`: under any
 * @property {() => Promise<{ site: Site } | { missing: string }>} open builds what is needed
 *
 * What a fault may need of a road. connects: something can stand in a connection between; relays: that may be a stranger
 * who knows nothing of the peer; answers: the peer says something that can be cut in two; encrypts: by TLS.
 * @typedef {'connects' | 'relays' | 'answers' | 'encrypts'} Trait
 *
 * Where the peers of a road are: what the cells of the table share.
 * @typedef {object} Site
 * @property {string} version of the peer
 * @property {(need: Need) => Promise<Peer>} peer one of its own for each cell
 * @property {() => Promise<void>} close
 *
 * @typedef {{ folder: string, name: string, encrypted: boolean }} Need
 *   a folder to write in, a name that no other cell has, and whether TLS is wanted where there is a choice
 *
 * Where events go in one cell: a server in a process of its own.
 * @typedef {object} Peer
 * @property {number} port
 * @property {(port: number) => Record<string, string>} settings that lead logship there; by another port where something
 *   stands between
 * @property {() => number} pid
 * @property {() => Promise<void>} kill by SIGKILL, also when it is stopped
 * @property {() => Promise<void>} restart
 * @property {(pid: number) => Promise<number>} bytes of events that arrived so far, about, from a logship with this pid
 * @property {() => Promise<string>} collect a file, or a folder of files, with a JSON line for each event that arrived
 * @property {() => Promise<void>} stop
 * @property {(answer: Buffer, port: number) => Buffer} [redirect] makes the peer name `port` where it names its own
 */

/** @type {readonly Road[]} */
export const roads = [tcp, tls, beats, udp, elasticsearch, kafka];
