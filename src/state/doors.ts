/** The hosts of `tcp://a:5000,b:5000` and of `http://a:9200,http://b:9200`, each with its scheme. */
function doorsOf(target: string): readonly string[] {
  const scheme = /^(?:tcp|tls|udp|beats|beats\+tls|https?):\/\//.exec(target)?.[0];
  if (scheme === undefined) return [target];
  return target.split(',').map((door) => (door.startsWith(scheme) ? door : scheme + door));
}

/** Whether two targets are the same, or have a host in common: doors to one pipeline, or nodes of one cluster. */
export function shareDoor(target: string, other: string): boolean {
  if (target === other) return true;
  const doors = doorsOf(target);
  return doorsOf(other).some((door) => doors.includes(door));
}
