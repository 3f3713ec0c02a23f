/** What the system said, in words; `missing`: what it is that ENOENT is about. */
export function fileTrouble(error: unknown, missing: 'file' | 'folder'): string {
  const { code, message } =
    error instanceof Error ? (error as NodeJS.ErrnoException) : { code: undefined, message: String(error) };
  switch (code) {
    case 'ENOENT':
      return missing === 'file' ? 'There is no such file: check the name.' : 'There is no such folder: make it first.';
    case 'EACCES':
    case 'EPERM':
      return 'This user may not: see the owner and the mode of the file and of its folder.';
    case 'ENOTDIR':
      return 'Part of the path is a file, where a folder is needed.';
    case 'ENOSPC':
      return 'No space is left on its file system.';
    case 'EROFS':
      return 'Its file system is mounted read-only.';
    default:
      return message;
  }
}
