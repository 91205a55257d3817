import type { Dropped } from '../../design/drop';

/** Columns to the values that are wanted of them, as somebody typed them. */
export interface Condition {
  column: string;
  values: string;
}

/** What is asked of an import beyond its name and kind; nothing of it need be said. */
export class Wishes {
  rights = $state({ licence: '', author: '', source: '', note: '' });
  dropNear = $state(false);
  repeats = $state(false);
  script = $state<'' | 'traditional' | 'simplified' | 'latin'>('');
  field = $state('');
  /** Path of a CSV among the files, the column that names the groups, and which rows to take. */
  table = $state('');
  label = $state('');
  where = $state<Condition[]>([{ column: '', values: '' }]);

  /** How many of the finer ones differ from what is usual. */
  get count(): number {
    const { near, repeats, script, field, classes } = this.asked() as Record<string, unknown>;
    return [near, repeats, script, field, classes].filter((each) => each !== undefined).length;
  }

  /** What was wished, as the import takes it. */
  asked(): object {
    const rights = Object.entries(this.rights).flatMap(([key, value]) =>
      value.trim() === '' ? [] : [[key, value.trim()]],
    );
    const where = this.where.flatMap(({ column, values }) => {
      const wanted = values.split(/[,，]/).flatMap((each) => (each.trim() ? [each.trim()] : []));
      return column !== '' && wanted.length > 0 ? [[column, wanted] as const] : [];
    });
    return {
      ...(rights.length > 0 ? { rights: Object.fromEntries(rights) as object } : {}),
      ...(this.dropNear ? { near: 'drop' } : {}),
      ...(this.repeats ? { repeats: true } : {}),
      ...(this.script === '' ? {} : { script: this.script }),
      ...(this.field.trim() === '' ? {} : { field: this.field.trim() }),
      ...(this.table === '' ? {} : { classes: this.table }),
      ...(this.table === '' || this.label === '' ? {} : { label: this.label }),
      ...(this.table === '' || where.length === 0 ? {} : { where: Object.fromEntries(where) }),
    };
  }
}

const HEAD = 65_536; // bytes in which the first line of a table lies

/** Return the names of a table's columns but for the first, which names the files. */
export async function readColumns({ file }: Dropped): Promise<string[]> {
  const start = await file.slice(0, HEAD).arrayBuffer();
  const [line = ''] = decode(start).split(/\r?\n/, 1);
  const mark = [',', ';', '\t'].reduce((best, each) =>
    line.split(each).length > line.split(best).length ? each : best,
  );
  return line
    .split(mark)
    .slice(1)
    .map((each) => each.trim().replace(/^"(.*)"$/, '$1'));
}

function decode(bytes: ArrayBuffer): string {
  const read = (encoding: string, fatal: boolean): string =>
    // What was cut in the middle of a character at the end is no fault.
    new TextDecoder(encoding, { fatal }).decode(bytes, { stream: true });
  try {
    return read('utf-8', true);
  } catch {
    return read('gb18030', false);
  }
}
