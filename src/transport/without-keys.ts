/** The environment for processes that dmsa starts on its own machine: without the key that it may have been given in it. */
export function withoutKeys(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { DMSA_AGE_IDENTITY: _key, ...rest } = env;
  return rest;
}
