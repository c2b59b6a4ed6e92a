// The rooms of src/, and what may import what. `npm test -- rooms` holds the house to it (scripts/rooms.mjs).

/** From the ground up. A room imports from lower floors only, never from a neighbour on its own floor. */
export const floors = [
  ['model'],
  ['kit'],
  ['config', 'event', 'parse', 'frame', 'read', 'state', 'sinks'],
  ['lane', 'deliver'],
  ['ship', 'receive'],
  ['index.ts', 'ui'],
  ['cli'],
];

/** Libraries that one room alone uses. They are heavy, or belong to one job. */
export const libraries = {
  '@elastic/elasticsearch': 'src/sinks/elasticsearch/',
  'cli-table3': 'src/ui/',
  ora: 'src/ui/',
};

const escaped = (/** @type {string} */ text) => text.replaceAll(/[./]/g, '\\$&');
const inRooms = (/** @type {string[]} */ ...rooms) =>
  `^src/(${rooms.map((room) => (room.endsWith('.ts') ? `${escaped(room)}$` : `${room}/`)).join('|')})`;

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const roomRules = floors.flatMap((floor, level) =>
  floor.map((room) => ({
    name: `${room} imports lower floors only`,
    severity: 'error',
    from: { path: inRooms(room) },
    to: { path: '^src/', pathNot: inRooms(room, ...floors.slice(0, level).flat()) },
  })),
);

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const libraryRules = Object.entries(libraries).map(([library, folder]) => ({
  name: `${library} belongs to ${folder}`,
  severity: 'error',
  from: { path: '^src/', pathNot: `^${folder}` },
  to: { path: `(^|node_modules/)${library}(/|$)` },
}));

/** @satisfies {import('dependency-cruiser').IConfiguration} */
export default {
  /** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
  forbidden: [
    ...roomRules,
    ...libraryRules,
    {
      name: 'model imports nothing',
      severity: 'error',
      from: { path: inRooms('model') },
      to: { pathNot: '^src/' },
    },
    {
      name: 'all of src lies in a room',
      severity: 'error',
      from: { path: '^src/', pathNot: inRooms(...floors.flat()) },
      to: {},
    },
    {
      name: 'src imports only what is published',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|scripts|bin|dist)/|(^|node_modules/)(vitest|execa|fast-check)(/|$)' },
    },
    { name: 'nothing goes in circles', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
  },
};
