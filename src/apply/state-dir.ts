/** dmsa's own folder on every node. */
export const STATE_DIR = '/var/lib/dmsa';
