import type { Attachment } from 'svelte/attachments';

/** A file of a drop, with the folders it lay in. */
export interface Dropped {
  path: string;
  file: File;
}

interface Handlers {
  /** Called with true while files hover over the element. */
  over: (hovering: boolean) => void;
  drop: (files: Dropped[]) => void;
}

/** Let an element take files and folders that are dropped on it. */
export function takesFiles(handlers: Handlers): Attachment<HTMLElement> {
  return (element) => {
    let depth = 0;
    const has = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const enter = (event: DragEvent): void => {
      if (!has(event)) return;
      event.preventDefault();
      depth += 1;
      handlers.over(true);
    };
    const leave = (event: DragEvent): void => {
      if (!has(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) handlers.over(false);
    };
    const over = (event: DragEvent): void => {
      if (has(event)) event.preventDefault();
    };
    const drop = (event: DragEvent): void => {
      if (!has(event) || event.dataTransfer === null) return;
      event.preventDefault();
      depth = 0;
      handlers.over(false);
      void readDrop(event.dataTransfer).then(handlers.drop);
    };
    element.addEventListener('dragenter', enter);
    element.addEventListener('dragleave', leave);
    element.addEventListener('dragover', over);
    element.addEventListener('drop', drop);
    return () => {
      element.removeEventListener('dragenter', enter);
      element.removeEventListener('dragleave', leave);
      element.removeEventListener('dragover', over);
      element.removeEventListener('drop', drop);
    };
  };
}

/** Read the files of an `<input type=file>`, with their folders where it chose one. */
export function readChosen(files: FileList): Dropped[] {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

async function readDrop(transfer: DataTransfer): Promise<Dropped[]> {
  // The entries must be taken before the first wait: the list is emptied after the event.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  const files = [...transfer.files];
  if (entries.every((entry) => entry === null))
    return files.map((file) => ({ path: file.name, file }));
  const found = await Promise.all(entries.map((entry) => (entry ? readEntry(entry) : [])));
  return found.flat();
}

async function readEntry(entry: FileSystemEntry): Promise<Dropped[]> {
  // Not every browser has a name for the two kinds, so `instanceof` cannot tell them apart.
  if (entry.isFile) {
    const single = entry as FileSystemFileEntry;
    const file = await new Promise<File>((done, fail) => single.file(done, fail));
    return [{ path: entry.fullPath.replace(/^\//, ''), file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: Dropped[] = [];
  // A reader hands out a folder in portions, the last one empty.
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((done, fail) =>
      reader.readEntries(done, fail),
    );
    if (portion.length === 0) return found;
    for (const each of portion) found.push(...(await readEntry(each)));
  }
}
