/** Options that may be said more than once: commander calls this for each. */
export const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]
