/**
 * The escapes of /etc/fstab, /proc/mounts, /etc/exports and etab: a blank, a tab, a line break or a backslash in a field is
 * written as a backslash and three octal digits (fstab(5), proc(5), exports(5)).
 */
export function escapeField(text: string): string {
  return text.replace(/[ \t\n\\#"]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`);
}

export function unescapeField(text: string): string {
  return text.replace(/\\([0-3][0-7]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
