/** For inputs of what is written from left to right in every language, such as codes; their labels stay as the language has them. */
export const LTR = { input: { dir: 'ltr' } } as const
