import { createLogger, format, type Logger, transports } from 'winston';

/**
 * Logs go to standard error, never among a verb's output. `human` is for a terminal, `json` for a collector.
 *
 * @param redact  takes secret values out of a line before it is written
 */
export function createLog(shape: 'human' | 'json', level: string, redact: (text: string) => string): Logger {
  const hideSecrets = format((info) => {
    for (const [key, value] of Object.entries(info)) if (typeof value === 'string') info[key] = redact(value);
    return info;
  });
  const human = format.printf(({ level: name, message, node, timestamp }) =>
    [String(timestamp).slice(11, 23), name, ...(node === undefined ? [] : [String(node)]), String(message)].join(' '),
  );
  return createLogger({
    level,
    format: format.combine(hideSecrets(), format.timestamp(), shape === 'json' ? format.json() : human),
    transports: [new transports.Console({ stderrLevels: ['error', 'warn', 'info', 'debug'] })],
  });
}
