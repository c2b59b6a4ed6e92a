import type { Settings } from '../config/options.js';
import type { Format } from '../model/event.js';
import type { Lane } from '../model/lane.js';
import { START } from '../model/position.js';
import type { Input, InputFile } from '../read/input.js';
import type { CheckpointWriter } from '../state/checkpoint-writer.js';
import type { Mark } from '../state/ledger.js';
import type { Lock } from '../state/lock.js';
import { streamKey } from '../state/source-key.js';
import type { Recognised } from '../state/sources.js';
import type { State } from '../state/state.js';
import type { UploadNotice } from './notices.js';
import type { Progress } from './read-loop.js';
import { SourceRun } from './source-run.js';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Where a source is begun that nothing is known of. */
const FROM_START: Mark = { ...START, framing: 0, records: 0 };

export interface OpenContext {
  readonly state: State;
  /** Of the first road: what was acknowledged is acknowledged there, whoever took it in the end. */
  readonly target: string;
  readonly settings: Settings;
  readonly format: Format;
  /** Forget how far the source was acknowledged. */
  readonly restart: boolean;
  readonly notices: (notice: UploadNotice) => void;
  /** Where to begin with a file that was never acknowledged; its start where nobody says. */
  readonly fresh?: ((source: Recognised) => Promise<Mark>) | undefined;
  /** Write down where it begins, even if that is its start. */
  readonly note?: boolean;
}

/** An input that is recognised, locked, and ready to be read from where an earlier run left it. */
export interface OpenedSource {
  readonly input: Input;
  readonly run: SourceRun;
  /** Where to read on. */
  readonly at: Progress;
  /** The lane that encoded last. */
  lane?: Lane;
  /** Nothing more is read of it. */
  ended: boolean;
  /** How many of its rejects were told. */
  told: number;
  /** Writes the checkpoint, gives the lock back, closes the input. Throws `StateError`. */
  close(): Promise<void>;
}

/** Opens the state of an input. Closes the input where that fails. Throws `StateError`. */
export async function openSource(input: Input, context: OpenContext): Promise<OpenedSource> {
  try {
    return input.file ? await openFileSource(input, input.file, context) : openStreamSource(input, context);
  } catch (error) {
    await input.close();
    throw error;
  }
}

function openStreamSource(input: Input, { settings, format, notices }: OpenContext): OpenedSource {
  const source = { key: streamKey(settings.sourceId), path: input.path };
  if (settings.sourceId === undefined) notices({ kind: 'nameless', path: input.path });
  const run = new SourceRun({ name: input.name, source, format, start: FROM_START, checkpoint: undefined });
  return { input, run, at: progressAt(FROM_START), ended: false, told: 0, close: () => input.close() };
}

async function openFileSource(input: Input, file: InputFile, context: OpenContext): Promise<OpenedSource> {
  const { state, target, settings, format, restart, notices, fresh, note = false } = context;
  const recognised = await state.sources.recognise({ ...file, path: input.path });
  const { key, movedFrom } = recognised;
  if (movedFrom !== undefined) notices({ kind: 'moved', path: input.name, from: movedFrom });
  const source = { key, path: input.path };
  const lock = await state.lock(source, target);
  try {
    const id = { key, target, tenant: settings.tenant };
    // Only now is it certain that nobody else is moving it.
    const known = restart ? undefined : await state.checkpoints.load(id);
    const place = known ? await wholeLine(known, format, file) : ((await fresh?.(recognised)) ?? FROM_START);
    const start = behindHole(place, input);
    if (known) tellStart(input, start, notices);
    const { path, growing } = input;
    const since = known?.since ?? known?.updatedAt;
    const checkpoint = await state.checkpoints.writer({ ...id, path, since, readAt: file.readAt.bind(file), growing });
    // What is never to be read must not be found unread by the next run.
    if (restart || (!known && (note || start.offset > 0))) await write(checkpoint, start);
    else if (fresh && !known) await checkpoint.begin(start);
    const run = new SourceRun({ name: input.name, source, format, start, checkpoint });
    return { input, run, at: progressAt(start), ended: false, told: 0, close: () => closeAll(checkpoint, lock, input) };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/**
 * Where to go on. The last line may have had no line end when it was read: if it has grown since, it is read again,
 * from its start.
 */
async function wholeLine(known: Mark, format: Format, file: InputFile): Promise<Mark> {
  const { offset, column, framing, records } = known;
  if (format === 'json' || framing !== 0 || column === 1) return known;
  const [next, second] = await file.readAt(offset, 2);
  const ends = next === undefined || next === LINE_FEED || (next === CARRIAGE_RETURN && second === LINE_FEED);
  return ends ? known : { ...known, offset: offset - (column - 1), column: 1, records: records - 1 };
}

/** The hole that a truncation left is no part of a record: nothing begins in it. */
function behindHole(place: Mark, { hole = 0 }: Input): Mark {
  return place.offset < hole ? { ...place, offset: hole } : place;
}

/** Notes where a run begins, so that one that is cut off does not leave an older mark behind. */
async function write(checkpoint: CheckpointWriter, start: Mark): Promise<void> {
  checkpoint.advance(start);
  await checkpoint.flush();
}

function progressAt({ offset, line, column, framing }: Mark): Progress {
  return { position: { offset, line, column }, framing };
}

function tellStart(input: Input, { offset, line, records }: Mark, notices: OpenContext['notices']): void {
  if (offset === 0) return;
  const told = { path: input.name, skipped: records };
  if (offset === input.size) notices({ kind: 'up-to-date', ...told });
  else notices({ kind: 'resumed-at', line, ...told });
}

async function closeAll(checkpoint: CheckpointWriter, lock: Lock, input: Input): Promise<void> {
  try {
    await checkpoint.close();
  } finally {
    await lock.release();
    await input.close();
  }
}
