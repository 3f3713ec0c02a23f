/** Whether a variable's name says that its value is a secret. Rather one too many: such values are only not shown. */
export function isSecretName(name: string): boolean {
  return /PASS(WORD|WD)?|SECRET|TOKEN|PRIVATE_?KEY/i.test(name);
}

/** Whether a value in the cluster file itself is very probably a secret that belongs into the secrets file. */
export function isSurelySecretName(name: string): boolean {
  return /PASSWORD|PASSWD|(^|_)PASS(_|$)|(^|_)SECRET(_|$)|(^|_)TOKEN$|PRIVATE_?KEY$/i.test(name);
}
